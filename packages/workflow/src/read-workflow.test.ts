import { expect, test } from "vitest";
import type { Json } from "./json.ts";
import { validateWorkflow } from "./read-workflow.ts";

const task = { type: "email" };

/** What is wrong with a workflow of `steps`, as lines of place and rule. */
function faults(steps: Json, more: object = {}): string[] {
  const violations = validateWorkflow({ name: "order", schema: 1, steps, ...more });
  return violations.map(({ field, description }) => `${field} ${description}`);
}

const ORDER = {
  name: "order",
  schema: 1,
  failure: "CONTINUE",
  timeout: "P2D",
  steps: {
    charge: { type: "charge", input: { id: "${input.id}" } },
    ship: {
      type: "ship",
      after: ["charge"],
      when: "steps.charge.result.ok == true",
      input: { ref: "${steps.charge.result.ref}" },
      max_attempts: 3,
      backoff: { initial: "5s", jitter: 0 },
      timeout: "10m",
      concurrency_key: "${input.tenant}",
      metadata: { order: "no ${input.id}" },
    },
    notify: {
      type: "notify",
      after: ["ship"],
      map: { over: "steps.ship.result.parcels", as: "p", max_running: 20, tolerate: "10%" },
      input: { to: "${p.email}", place: "${index}" },
    },
    approve: { after: ["ship"], await: { signal: "approve", match: "signal.ok", timeout: "P1D" } },
    rest: { after: ["approve"], sleep: { for: "5m" } },
    until: { after: ["approve"], sleep: { until: "${steps.approve.result.at}" } },
    total: { after: ["notify"], decide: "size(steps.notify.result)" },
    sub: {
      after: ["total"],
      workflow: { name: "invoice", version: 2 },
      input: "${steps.total.result}",
    },
    inside: { after: ["sub"], workflow: { steps: { a: task, b: { ...task, after: ["a"] } } } },
  },
  on_failure: { refund: { type: "refund", input: "${steps.charge.result}" } },
  finally: { cleanup: { type: "cleanup", rule: "ALL_DONE", input: "${steps.refund.status}" } },
  ui: { any: ["thing"] },
};

test("a workflow with steps of every kind is in order", () => {
  expect(validateWorkflow(ORDER)).toEqual([]);
});

test.for<[string, Json, string]>([
  [
    "a cycle",
    { x: { ...task, after: ["z"] }, y: { ...task, after: ["x"] }, z: { ...task, after: ["y"] } },
    "steps.x.after must not lead in a cycle: x → y → z → x",
  ],
  [
    "a step after itself",
    { x: { ...task, after: ["x"] } },
    "steps.x.after[0] must not name the step itself",
  ],
  [
    "an unknown step before",
    { charge: task, x: { ...task, after: ["charg"] } },
    "steps.x.after[0] names step charg, which there is not (did you mean charge?)",
  ],
  [
    "the same step before twice",
    { a: task, x: { ...task, after: ["a", "a"] } },
    "steps.x.after[1] names a twice",
  ],
  [
    "a look at no ancestor",
    { a: task, x: { ...task, input: { id: ["${steps.a.result}"] } } },
    'steps.x.input.id[0] names step a, which does not come before x; add it to its "after"',
  ],
  [
    "a look at itself",
    { x: { ...task, when: "steps.x.result" } },
    'steps.x.when names step x, which does not come before x; add it to its "after"',
  ],
  [
    "a look at nothing",
    { x: { ...task, when: "steps.charge.result" } },
    "steps.x.when names step charge, which there is not",
  ],
  [
    "a bad expression",
    { x: { ...task, when: "1 +" } },
    "steps.x.when is no expression: at character 3: found + but expecting end of input",
  ],
  [
    "an expression without end",
    { x: { ...task, input: "${input.a" } },
    'steps.x.input has "${" and no brace that ends it; write "$${" for the characters themselves',
  ],
  [
    "a map without over",
    { x: { ...task, map: {} } },
    "steps.x.map.over must be a string, but is undefined",
  ],
  [
    "a map of nothing",
    { x: { map: { over: "input" } } },
    "steps.x must have one of type and workflow, which runs for each item",
  ],
  [
    "no kind",
    { x: {} },
    "steps.x must have one of type, map, sleep, await, workflow and decide, but has none of them",
  ],
  [
    "two kinds",
    { x: { ...task, sleep: { for: "1s" } } },
    "steps.x must have one of type, map, sleep, await, workflow and decide, but has type and sleep",
  ],
  [
    "a field of another kind",
    { x: { sleep: { for: "1s" }, priority: 1 } },
    "steps.x.priority is no field of a step with sleep; there are description, after, rule, when, on_failure, sleep",
  ],
  [
    "a number for a length",
    { x: { ...task, timeout: 5 } },
    'steps.x.timeout must be a length such as "30s" or "P1DT12H", but is 5',
  ],
  [
    "a length over the limit",
    { x: { ...task, timeout: "31d" } },
    "steps.x.timeout must be a whole number from 1 to 2592000000 ms, but is 2678400000",
  ],
  [
    "a setting out of its bounds",
    { x: { ...task, max_attempts: 0 } },
    "steps.x.max_attempts must be a whole number from 1 to 1000, but is 0",
  ],
  [
    "a rule that cannot hold",
    { x: { ...task, rule: "ANY_FAILED" } },
    'steps.x.rule can be ANY_FAILED only with steps in "after"',
  ],
  [
    "a timeout policy without timeout",
    { x: { await: { signal: "s", on_timeout: "CONTINUE" } } },
    "steps.x.await.on_timeout is of use with timeout only",
  ],
  [
    "a name that is none",
    { "Ship-It": task },
    'steps["Ship-It"] must be 1 to 63 small letters, digits, or any of _ and -, starting with a letter, but is "Ship-It"',
  ],
  [
    "a share over 100 %",
    { x: { ...task, map: { over: "input", tolerate: "101%" } } },
    'steps.x.map.tolerate must be a whole number or a share such as "10%", but is "101%"',
  ],
  [
    "more items than there can be",
    { x: { ...task, map: { over: "input", max_items: 100_001 } } },
    "steps.x.map.max_items must be a whole number from 1 to 100000, but is 100001",
  ],
  [
    "a fault in a workflow inside",
    { "a-b": { workflow: { steps: { y: { decide: "nope" } } } } },
    'steps["a-b"].workflow.steps.y.decide names nope; there are input, run, steps. A step with a dash in its name is steps["a-b"]',
  ],
  ["no step", {}, "steps must have a step"],
])("%s is refused with its place", ([, steps, line]) => {
  expect(faults(steps)).toEqual([line]);
});

test("a name may stand in one section only", () => {
  expect(faults({ a: task }, { finally: { a: task } })).toEqual([
    "finally.a is the name of a step in steps, too; rename one of them",
  ]);
});

test("hooks come after all steps, and do not name them", () => {
  expect(faults({ a: task }, { finally: { b: { ...task, after: ["a"] } } })).toEqual([
    "finally.b.after[0] names a of steps, all of which come before; leave it out",
  ]);
  expect(faults({ a: { ...task, after: ["b"] } }, { finally: { b: task } })).toEqual([
    "steps.a.after[0] names b of finally, which comes later",
  ]);
});

test("1,000 steps are accepted, of which each comes after 100, and 1,001 refused", () => {
  const steps = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `s${n}`,
        {
          ...task,
          after: Array.from({ length: Math.min(n, 100) }, (_, i) => `s${n - 1 - i}`),
          when: n > 0 ? "steps.s0.result" : "true",
        },
      ]),
    );
  expect(faults(steps(1_000))).toEqual([]);
  expect(faults(steps(1_001))).toEqual([
    "steps must be at most 1,000 together with those of the hooks, but are 1,001; use a map, or a workflow as a step",
  ]);
});

test("the expressions of a definition are bounded together", () => {
  const input = Array.from({ length: 65 }, () => `\${'${"x".repeat(1_006)}' == 'y'}`);
  expect(faults({ a: { ...task, input } })).toEqual([
    "steps.a.input[64] is where the expressions of the workflow have more than 65536 characters together; make it several workflows",
  ]);
});

test("workflows inside of workflows are 10 deep at most", () => {
  const nested = (depth: number): Json =>
    depth === 1 ? { x: task } : { x: { workflow: { steps: nested(depth - 1) } } };
  expect(faults(nested(10))).toEqual([]);
  expect(faults(nested(11))).toEqual([
    `steps${".x.workflow.steps".repeat(9)}.x.workflow must be at most the 10th workflow inside of another one, but is the 11th; put it into a definition of its own`.replace(
      /^(.{100}).*?( must)/,
      "$1…$2",
    ),
  ]);
});

test.for<[string, unknown]>([
  ["a text", "x"],
  ["nothing", null],
  ["a list", []],
  ["a workflow without steps", { name: "a", schema: 1 }],
  ["steps as a list", { name: "a", schema: 1, steps: [task] }],
  ["a step that is null", { name: "a", schema: 1, steps: { a: null } }],
  ["a BigInt", { name: "a", schema: 1, steps: { a: { ...task, input: 1n } } }],
  [
    "more than 1 MiB",
    { name: "a", schema: 1, steps: { a: { ...task, input: "x".repeat(2 ** 20) } } },
  ],
  [
    "an input as deep as it gets",
    {
      name: "a",
      schema: 1,
      steps: { a: { ...task, input: JSON.parse(`${"[".repeat(3_000)}${"]".repeat(3_000)}`) } },
    },
  ],
])("%s is refused and throws nothing else", ([, definition]) => {
  expect(validateWorkflow(definition)).not.toEqual([]);
});
