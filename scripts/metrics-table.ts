import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "@millrace/worker";
import { Registry } from "prom-client";

/** The page that tells what each metric means, from the root of the workspace. */
export const METRICS_DOC = "docs/observability.md";

/** A family of metrics, as its registry knows it. */
interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

const SERVER_FAMILIES = familiesIn((register) => {
  new MillraceServer(new MemoryStore(), {
    version: "0.0.0",
    maintain: false,
    metrics: { register },
  });
});
// A worker loads what its metrics are made of when it needs them.
const WORKER_REGISTER = new Registry();
await new Worker("a", () => {}, {
  source: new MemoryStore(),
  metrics: { register: WORKER_REGISTER },
}).metrics();
const WORKER_FAMILIES = familiesIn(() => {}, WORKER_REGISTER);

/** The names of all metrics of servers and workers, those of the parts of histograms among them. */
export const METRIC_NAMES: ReadonlySet<string> = new Set(
  [...SERVER_FAMILIES, ...WORKER_FAMILIES].flatMap(({ name, type }) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);

/** `text`, the page, with the tables of metrics as the code has them. */
export function withMetrics(text: string): string {
  return withTable(withTable(text, "server", SERVER_FAMILIES), "worker", WORKER_FAMILIES);
}

function familiesIn(
  fill: (register: Registry) => void,
  register: Registry = new Registry(),
): readonly Family[] {
  fill(register);
  return register.getMetricsAsArray() as unknown as readonly Family[];
}

function withTable(text: string, of: string, families: readonly Family[]): string {
  const [begin, end] = [`<!-- metrics of the ${of}: generated -->`, `<!-- end of ${of} -->`];
  const [head, rest] = text.split(begin, 2);
  const [, tail] = rest?.split(end, 2) ?? [];
  if (tail === undefined) throw new Error(`${METRICS_DOC} lacks ${begin} … ${end}`);
  const rows = families.map(({ name, type, help, labelNames }) => {
    const labels = labelNames.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${labels} | ${help} |`;
  });
  const table = ["| metric | type | labels | means |", "|---|---|---|---|", ...rows].join("\n");
  return `${head}${begin}\n${table}\n${end}${tail}`;
}
