import type { SoakResult } from "./soak.ts";

/** Columns of time: a fifth of the run each. */
const COLUMNS = 5;

/** The results as tables in Markdown: what became of the jobs, then what was held over time. */
export function soakTable(results: readonly SoakResult[]): string {
  const counts = results.map(({ store, counts: { enqueued, ended, wrong } }) =>
    row([store, count(enqueued), count(ended), count(wrong.length)]),
  );
  const held = results.flatMap(({ store, series }) =>
    [...series].map(([name, values]) => {
      const means = fifths(values).map((value) => shown(name, value));
      return row([store, name.replace(/ bytes$/, ""), ...means]);
    }),
  );
  return [
    row(["store", "jobs enqueued", "ended as they should", "errors"]),
    row(Array(4).fill("---")),
    ...counts,
    "",
    row(["store", "held, mean of each fifth of the time", "1", "2", "3", "4", "5"]),
    row(Array(2 + COLUMNS).fill("---")),
    ...held,
  ].join("\n");
}

/** The mean of each fifth of `values`, which are at least five. */
export function fifths(values: readonly number[]): number[] {
  return Array.from({ length: COLUMNS }, (_, i) => {
    const from = Math.floor((i * values.length) / COLUMNS);
    const to = Math.floor(((i + 1) * values.length) / COLUMNS);
    const part = values.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function shown(name: string, value: number): string {
  if (!name.endsWith("bytes")) return count(Math.round(value));
  return `${(value / 1024 ** 2).toFixed(1)} MiB`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
