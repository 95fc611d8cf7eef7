import type { ProbeReport } from "./probe.ts";
import type { AttackRow } from "./target.ts";

const MIB = 1024 * 1024;

/** The rows as a table in Markdown. */
export function attackTable(rows: readonly AttackRow[]): string {
  const lines = rows.map(({ attack, sent, before, during, after, memory }) => {
    const seen = [before, during, after].map(shown);
    const held = [memory.before, memory.peak, memory.after].map((bytes) => Math.round(bytes / MIB));
    return `| ${[attack, sent, ...seen, held.join(" / ")].join(" | ")} |`;
  });
  return [
    "| attack | what it sends | a good client before: median / longest call in ms | during | after | memory of the server before / peak / after, MiB |",
    "|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function shown({ medianMs, longestMs, errors }: ProbeReport): string {
  const times = `${medianMs.toFixed(1)} / ${longestMs.toFixed(0)}`;
  return errors.length === 0 ? times : `${times}, ${errors.length} errors (${errors[0]})`;
}
