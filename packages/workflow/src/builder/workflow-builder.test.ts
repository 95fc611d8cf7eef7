import { defineJob } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readWorkflow } from "../read-workflow.ts";
import { Play } from "../test/play.ts";
import {
  and,
  cel,
  eq,
  error,
  gt,
  has,
  isIn,
  lt,
  ne,
  not,
  or,
  size,
  status,
  template,
} from "./functions.ts";
import { workflow } from "./workflow-builder.ts";

const OrderInput = z.object({ id: z.string(), tenant: z.string(), tags: z.array(z.string()) });
const Charged = z.object({ ok: z.boolean(), ref: z.string(), cents: z.number() });
const Shipped = z.object({ parcels: z.array(z.object({ email: z.string() })) });
const charge = defineJob("charge", z.object({ id: z.string() }));
const ship = defineJob("ship", z.object({ ref: z.string() }));
const notify = defineJob("notify", z.object({ to: z.string() }));

const order = workflow("order", { input: OrderInput, failure: "CONTINUE", timeout: "2d" })
  .task("charge", { type: charge, input: (r) => ({ id: r.input.id }), result: Charged })
  .task("ship", {
    type: ship,
    when: (r) => eq(r.charge.ok, true),
    input: (r) => ({ ref: r.charge.ref }),
    result: Shipped,
  })
  .map("notify", {
    over: (r) => r.ship.parcels,
    as: "p",
    type: notify,
    input: (_, p) => ({ to: p.email }),
    maxRunning: 20,
    tolerate: "10%",
  })
  .await("approve", { after: ["ship"], signal: "approve", timeout: "24h", onTimeout: "FAIL" })
  .finally("cleanup", { type: "cleanup" });

const ORDER = {
  name: "order",
  schema: 1,
  failure: "CONTINUE",
  timeout: "2d",
  steps: {
    charge: { type: "charge", input: { id: "${input.id}" } },
    ship: {
      after: ["charge"],
      type: "ship",
      input: { ref: "${steps.charge.result.ref}" },
      when: "steps.charge.result.ok == true",
    },
    notify: {
      after: ["ship"],
      type: "notify",
      map: { over: "steps.ship.result.parcels", as: "p", max_running: 20, tolerate: "10%" },
      input: { to: "${p.email}" },
    },
    approve: { after: ["ship"], await: { signal: "approve", timeout: "24h", on_timeout: "FAIL" } },
  },
  finally: { cleanup: { type: "cleanup" } },
};

test("a workflow comes out as plain JSON, which is the same when it is read back", () => {
  expect(order.definition).toStrictEqual(ORDER);
  const back: unknown = JSON.parse(JSON.stringify(order));
  expect(back).toStrictEqual(ORDER);
  expect([...readWorkflow(back).steps.keys()]).toEqual([
    "charge",
    "ship",
    "notify",
    "approve",
    "cleanup",
  ]);
});

test("it runs as it says", () => {
  const play = new Play(order.definition, { id: "o1" });
  expect(play.payload("charge")).toEqual({ id: "o1" });
  play.complete("charge", { ok: true, ref: "r9" });
  expect(play.payload("ship")).toEqual({ ref: "r9" });
  play.complete("ship", { parcels: [{ email: "a@b.c" }] });
  expect(play.payload("notify")).toEqual({ to: "a@b.c" });
});

/** The condition of a step after `charge` as text. */
type Values = Parameters<
  NonNullable<Parameters<typeof withCharge.task<"x", unknown>>[1]["when"]>
>[0];
const withCharge = workflow("w", { input: OrderInput }).task("charge", {
  type: "charge",
  result: Charged,
});
const written = (when: (values: Values) => ReturnType<typeof not>) =>
  (withCharge.task("x", { type: "t", when }).definition.steps["x"] as { readonly when: string })
    .when;

test.for<[(values: Values) => ReturnType<typeof not>, string]>([
  [
    (r) => and(r.charge.ok, gt(r.charge.cents, 100)),
    "steps.charge.result.ok && (steps.charge.result.cents > 100)",
  ],
  [
    (r) => or(not(r.charge.ok), ne(r.input.id, 'a"b')),
    '!steps.charge.result.ok || (input.id != "a\\"b")',
  ],
  [
    (r) => not(or(r.charge.ok, eq(r.input.id, "x"))),
    '!(steps.charge.result.ok || (input.id == "x"))',
  ],
  [(r) => lt(size(r.input.tags), 3), "size(input.tags) < 3"],
  [(r) => isIn("vip", r.input.tags), '"vip" in input.tags'],
  [(r) => isIn(r.input.id, ["a", "b"]), 'input.id in ["a", "b"]'],
  [(r) => has(r.charge.ref), "has(steps.charge.result.ref)"],
  [(r) => eq(status(r.charge), "COMPLETED"), 'steps.charge.status == "COMPLETED"'],
  [(r) => has(error(r.charge)), "has(steps.charge.error)"],
  [(r) => cel`${r.charge.cents} * 2 > ${100}`, "steps.charge.result.cents * 2 > 100"],
])("%#: functions are written as CEL", ([when, text]) => {
  expect(written(when)).toBe(text);
});

describe("what a step looks at", () => {
  test("comes before it, besides what is named, once; a hook needs no names", () => {
    const built = workflow("w")
      .task("a", { type: "t" })
      .task("b", { type: "t" })
      .task("c-d", { type: "t", after: ["a"], input: (r) => [r.a, r.b] })
      .decide("e", { value: (r) => cel<number>`size(${r["c-d"]})` })
      .sleep("f", { until: (r) => template`${r.e}` })
      .workflow("g", { workflow: "other", version: 3, input: (r) => ({ text: "${no}", f: r.f }) })
      .onFailure("h", { type: "t", input: (r) => ({ why: r.run.error.message, a: status(r.a) }) })
      .finally("i", { type: "t", input: (r) => r.h });
    expect(built.definition).toMatchObject({
      steps: {
        "c-d": { after: ["a", "b"], input: ["${steps.a.result}", "${steps.b.result}"] },
        e: { after: ["c-d"], decide: 'size(steps["c-d"].result)' },
        f: { after: ["e"], sleep: { until: "${steps.e.result}" } },
        g: {
          after: ["f"],
          workflow: { name: "other", version: 3 },
          input: { text: "$${no}", f: "${steps.f.result}" },
        },
      },
      on_failure: { h: { input: { why: "${run.error.message}", a: "${steps.a.status}" } } },
      finally: { i: { input: "${steps.h.result}" } },
    });
    expect(built.definition.on_failure?.["h"]).not.toHaveProperty("after");
  });

  test("can have settings of a job, and templates in them", () => {
    const { steps } = workflow("w", { input: OrderInput })
      .task("a", {
        type: "t",
        maxAttempts: 2,
        backoff: { initial: 500, jitter: 0 },
        timeout: 1_000,
        expiresIn: "1h",
        key: (r) => template`tenant-${r.input.tenant}`,
        metadata: (r) => ({ order: r.input.id }),
        onFailure: "IGNORE",
      })
      .await("s", {
        signal: { name: "ok", schema: Charged },
        match: (_, s) => gt(s.cents, 5),
      }).definition;
    expect(steps).toEqual({
      a: {
        type: "t",
        max_attempts: 2,
        backoff: { initial: "500ms", jitter: 0 },
        timeout: "1000ms",
        expires_in: "1h",
        concurrency_key: "tenant-${input.tenant}",
        metadata: { order: "${input.id}" },
        on_failure: "IGNORE",
      },
      s: { await: { signal: "ok", match: "signal.cents > 5" } },
    });
  });
});

test("a workflow may be written inside of another one, for a step or for each item", () => {
  const inside = workflow("inside", { failure: "STOP", description: "for people" })
    .task("x", { type: "t", input: (r) => r.input })
    .task("y", { type: "t", input: (r) => r.x });
  const { steps } = workflow("w", { input: OrderInput })
    .workflow("one", { workflow: inside, input: (r) => r.input.id })
    .map("each", { over: (r) => r.input.tags, workflow: inside, maxRunning: 2 })
    .map("named", { over: (r) => r.input.tags, workflow: "other", version: 2 }).definition;
  const inline = {
    failure: "STOP",
    steps: {
      x: { type: "t", input: "${input}" },
      y: { type: "t", after: ["x"], input: "${steps.x.result}" },
    },
  };
  expect(steps).toEqual({
    one: { workflow: inline, input: "${input.id}" },
    each: { map: { over: "input.tags", max_running: 2 }, workflow: inline },
    named: { map: { over: "input.tags" }, workflow: { name: "other", version: 2 } },
  });
  expect(() => workflow("w").workflow("a", { workflow: inside, version: 2 })).toThrow(
    "version is of a workflow by name",
  );
});

test("a step of any kind can be added as JSON, also to the hooks", () => {
  const { finally: hooks } = workflow("w")
    .task("a", { type: "t", after: [] })
    .add("finally", "rest", { sleep: { for: "PT5M" } })
    .finally("z", { type: "t", after: ["rest"] }).definition;
  expect(hooks).toEqual({ rest: { sleep: { for: "PT5M" } }, z: { type: "t", after: ["rest"] } });
});

test("a dollar may stand before a value in a text", () => {
  const { steps } = workflow("w", { input: OrderInput }).task("a", {
    type: "t",
    input: (r) => template`costs $${r.input.id}, \${no}`,
  }).definition;
  expect(new Play({ steps }, { id: "5" }).payload("a")).toBe("costs $5, ${no}");
});

test("what is no value yet cannot be used as one, and what is wrong is named", () => {
  const text = (value: unknown) => `${value}`;
  expect(() => withCharge.task("x", { type: "t", input: (r) => text(r.charge.ref) })).toThrow(
    /no value before/,
  );
  expect(() => withCharge.task("x", { type: "t", input: (r) => ({ ...r.charge }) })).toThrow(
    /no value before/,
  );
  expect(() => written(() => has(cel`1`))).toThrow(/is about a field/);
  expect(() => workflow("Not A Name").task("a", { type: "t" }).definition).toThrow(
    /^cannot use the workflow: name /,
  );
});

test("a wrong reference does not compile", () => {
  const w = workflow("w", { input: OrderInput }).task("b", { type: "t", result: Charged });
  const wrong = [
    // @ts-expect-error c comes later
    () => w.task("a", { type: "t", input: (r) => r.c }).task("c", { type: "t" }),
    // @ts-expect-error there is no such field of the result
    () => w.task("a", { type: "t", input: (r) => r.b.nothing }),
    // @ts-expect-error there is no such field of the input
    () => w.task("a", { type: "t", input: (r) => r.input.nothing }),
    // @ts-expect-error the job wants a text
    () => w.task("a", { type: charge, input: (r) => ({ id: r.b.cents }) }),
    // @ts-expect-error the job wants an id
    () => w.task("a", { type: charge, input: () => ({}) }),
    // @ts-expect-error a condition is true or false
    () => w.task("a", { type: "t", when: (r) => r.b.ref }),
    // @ts-expect-error a number is compared with a number
    () => w.task("a", { type: "t", when: (r) => eq(r.b.cents, "5") }),
    // @ts-expect-error a map goes over a list
    () => w.map("a", { type: "t", over: (r) => r.b.ref }),
    // @ts-expect-error an item has no such field
    () => w.map("a", { type: "t", over: (r) => r.input.tags, input: (_, item) => item.nothing }),
    // @ts-expect-error there is no step of that name
    () => w.task("a", { type: "t", after: ["nobody"] }),
    // @ts-expect-error the name is taken
    () => w.task("b", { type: "t" }),
    // @ts-expect-error either a job or a workflow runs for each item
    () => w.map("a", { over: (r) => r.input.tags, type: "t", workflow: "other" }),
    // @ts-expect-error settings of jobs are none of workflows
    () => w.map("a", { over: (r) => r.input.tags, workflow: "other", maxAttempts: 2 }),
    // @ts-expect-error the name of the input is no name of a step
    () => w.task("input", { type: "t" }),
  ];
  expect(wrong).toHaveLength(14);
});
