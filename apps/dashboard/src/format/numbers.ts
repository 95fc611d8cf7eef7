import type { StatusCount } from "@millrace/client";

const WHOLE = new Intl.NumberFormat("en");
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** A number of jobs; `+` tells that there may be more. */
export function formatCount(jobs: number, more = false): string {
  return `${jobs < 1_000_000 ? WHOLE.format(jobs) : COMPACT.format(jobs)}${more ? "+" : ""}`;
}

/** A number with each of its digits, for those who decide by it. */
export function formatWhole(count: number): string {
  return WHOLE.format(count);
}

/** The jobs of several queues together. */
export function sumCounts(counts: readonly StatusCount[]): StatusCount {
  return {
    jobs: counts.reduce((sum, { jobs }) => sum + jobs, 0),
    more: counts.some(({ more }) => more),
  };
}

/** So many a second, with as many digits as tell something. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0";
  if (perSecond >= 10) return formatCount(Math.round(perSecond));
  return perSecond < 0.05 ? "<0.1" : perSecond.toFixed(1);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  if (kib < 1_024) return `${kib < 10 ? kib.toFixed(1) : Math.round(kib)} KiB`;
  return `${(kib / 1_024).toFixed(1)} MiB`;
}

export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
