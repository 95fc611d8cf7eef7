import { cpus, totalmem } from "node:os";
import { type Figure, meetsBar, ratioOf } from "./figure.ts";

/** The machine in a line. */
export function describeMachine(redisVersion: string): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpu?.model ?? "unknown"}), ${gib} GiB, Node ${process.versions.node}, Redis ${redisVersion}`;
}

/** The figures as a Markdown table. */
export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, unit, millrace, peer, peerName, bar } = figure;
    const verdict = { true: "yes", false: "no", undefined: "" }[`${meetsBar(figure)}`];
    return [
      name,
      `${round(millrace)} ${unit}`,
      `${round(peer)} ${unit}`,
      peerName,
      `${ratioOf(figure).toFixed(2)} ×`,
      bar === undefined ? "" : `${bar.kind} ${bar.ratio} ×`,
      verdict,
    ];
  });
  const header = ["", "Millrace", "Peer", "which is", "Ratio", "Wanted", "Reached"];
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 10 ? 1 : 2);
}
