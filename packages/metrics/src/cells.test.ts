import { Counter, Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { CellCounter, CellGauge } from "./cell-family.ts";
import { CellHistogram } from "./cell-histogram.ts";

/** What a registry shows as text and as objects once `fill` has registered a family in it. */
async function shown(fill: (register: Registry) => void) {
  const register = new Registry();
  fill(register);
  const text = await register.metrics();
  const objects = await register.getMetricsAsJSON();
  const pairs = objects.map(({ name, help, values }) => ({ name, help, values: [...values] }));
  return { lines: text.split("\n"), pairs };
}

/** Lines whose labels are sorted: their order means nothing. */
function sorted(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/\{(.*)\}/, (_, labels: string) => labels.split(",").sort().join()),
  );
}

const COUNTER = { name: "sent_total", help: 'Sent, by "type"', labelNames: ["type"] };
const TYPES = ["a", 'b"\\\n', "_other"];

test("a counter shows what prom-client's own shows", async () => {
  const ours = await shown((register) => {
    const counter = new CellCounter({ ...COUNTER, register });
    TYPES.forEach((type, i) => {
      counter.cell({ type }).value += i + 0.5;
    });
  });
  const theirs = await shown((register) => {
    const counter = new Counter({ ...COUNTER, registers: [register] });
    TYPES.forEach((type, i) => {
      counter.inc({ type }, i + 0.5);
    });
  });
  expect(ours.lines).toEqual(theirs.lines);
  expect(ours.pairs).toEqual(theirs.pairs);
});

test("a histogram shows what prom-client's own shows, bounds and extremes included", async () => {
  const options = { name: "wait_seconds", help: "Waits", labelNames: ["type"] };
  const buckets = [0.5, 1, 5];
  const values = [0, 0.5, 0.500001, 1, 5, 5.1, 1e12, 0.3];
  const ours = await shown((register) => {
    const histogram = new CellHistogram({ ...options, buckets, register });
    for (const type of TYPES) {
      const cell = histogram.cell({ type });
      for (const value of values) cell.observe(value);
    }
  });
  const theirs = await shown((register) => {
    const histogram = new Histogram({ ...options, buckets, registers: [register] });
    for (const type of TYPES) for (const value of values) histogram.observe({ type }, value);
  });
  expect(sorted(ours.lines)).toEqual(sorted(theirs.lines));
});

test("a series of a histogram without observations is not shown, and a counter's is", async () => {
  const { lines } = await shown((register) => {
    new CellHistogram({ name: "h", help: "H", labelNames: [], buckets: [1], register }).cell({});
    new CellCounter({ name: "c", help: "C", labelNames: [], register }).cell({});
  });
  expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual(["c 0"]);
});

test("a name that is taken is refused, and a registry can set all to 0", async () => {
  const register = new Registry();
  const options = { name: "c", help: "C", labelNames: [], register };
  const cell = new CellCounter(options).cell({});
  const histogram = new CellHistogram({ ...options, name: "h", buckets: [1] }).cell({});
  expect(() => new CellCounter(options)).toThrow("already been registered");
  cell.value = 3;
  histogram.observe(2);
  register.resetMetrics();
  expect([cell.value, histogram.sum, histogram.cumulative()]).toEqual([0, 0, [0, 0]]);
});

test("a gauge is brought up to date when it is shown", async () => {
  let open = 3;
  const { lines } = await shown((register) => {
    const collect = () => {
      cell.value = open;
    };
    const gauge = new CellGauge({ name: "g", help: "G", labelNames: [], register, collect });
    const cell = gauge.cell({});
    open = 5;
  });
  expect(lines).toContain("# TYPE g gauge");
  expect(lines).toContain("g 5");
});
