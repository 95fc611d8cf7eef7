import { cpus, totalmem } from "node:os";
import { type Figure, meetsBar, ratioOf } from "./figure.ts";

/** The machine in a line. */
export function describeMachine(servers: readonly string[]): string {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpu?.model ?? "unknown"}), ${gib} GiB, Node ${process.versions.node}, ${servers.join(", ")}`;
}

/** The figures as a Markdown table. */
export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, unit, millrace, peer, peerName = "" } = figure;
    const ratio = ratioOf(figure);
    const verdict = { true: "yes", false: "no", undefined: "" }[`${meetsBar(figure)}`];
    return [
      name,
      `${round(millrace)} ${unit}`,
      peer === undefined ? "none: absolute" : `${round(peer)} ${unit}`,
      peerName,
      ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
      wanted(figure),
      verdict,
    ];
  });
  const header = ["", "Millrace", "Peer", "which is", "Ratio", "Wanted", "Reached"];
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function wanted({ bar, atLeast, unit }: Figure): string {
  if (atLeast !== undefined) return `at least ${round(atLeast)} ${unit}`;
  return bar === undefined ? "" : `${bar.kind} ${bar.ratio} ×`;
}

function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 10 ? 1 : 2);
}
