import type { Json } from "@millrace/workflow";
import { describe, expect, test } from "vitest";
import { listSteps } from "../workflow-graph/step-list.ts";
import { type Sample, seededSample } from "./sample.ts";
import { tryStep } from "./try-step.ts";

const ORDER: Json = {
  name: "order",
  schema: 1,
  steps: {
    charge: { type: "charge", input: { id: "${input.id}" } },
    ship: {
      after: ["charge"],
      type: "ship",
      when: 'steps.charge.result.ok == true && steps.charge.result.by != "hand"',
      input: { ref: "${steps.charge.result.ref}" },
    },
    "tell-all": {
      after: ["ship"],
      type: "mail",
      map: { over: "steps.ship.result.parcels", as: "p" },
      input: { to: "${p.email}", first: "${index == 0.0}" },
    },
    rest: { after: ["ship"], sleep: { for: "5m" } },
    decided: { after: ["ship"], decide: "size(steps.ship.result.parcels) > 1" },
    approved: { await: { signal: "ok" } },
    other: { workflow: { name: "other" } },
  },
  finally: { cleanup: { type: "cleanup", input: "${steps.charge.status}" } },
};
const steps = listSteps(ORDER);
const stepOf = (name: string) => steps.find((step) => step.name === name) ?? expect.fail(name);
const tried = (name: string, sample: Sample) => tryStep(stepOf(name), sample);
const NOTHING: Sample = { input: {}, steps: {} };
const CHARGED: Sample = {
  input: {},
  steps: { charge: { result: { ok: true, by: "card", ref: 7 } } },
};

describe("a step that is tried", () => {
  test("starts with what its templates make of the sample", () => {
    expect(tried("charge", { ...NOTHING, input: { id: "o1" } })).toMatchObject({
      kind: "starts",
      values: [{ id: "o1" }],
    });
    expect(tried("ship", CHARGED)).toMatchObject({ kind: "starts", values: [{ ref: 7 }] });
    const parcels = Array.from({ length: 5 }, (_, i) => ({ email: `${i}@b.c` }));
    expect(tried("tell-all", { input: {}, steps: { ship: { result: { parcels } } } })).toEqual({
      kind: "starts",
      what: "5 items, of which the first 3 get",
      values: [
        { to: "0@b.c", first: true },
        { to: "1@b.c", first: false },
        { to: "2@b.c", first: false },
      ],
    });
  });

  test("is skipped by its condition, and fails where there is no value", () => {
    const unpaid = { input: {}, steps: { charge: { result: { ok: false, by: "card" } } } };
    expect(tried("ship", unpaid)).toMatchObject({ kind: "skipped" });
    expect(tried("ship", { input: {}, steps: { charge: { result: {} } } })).toEqual({
      kind: "failed",
      reason: "when: steps.charge.result.ok: no such field",
    });
    expect(tried("tell-all", { input: {}, steps: { ship: { result: { parcels: 5 } } } })).toEqual({
      kind: "failed",
      reason: "map.over: must be a list, but is a number",
    });
  });

  test("of other kinds does what they do", () => {
    expect(tried("rest", NOTHING)).toMatchObject({ what: "sleeps for 300 s" });
    const parcels = { input: {}, steps: { ship: { result: { parcels: [1, 2] } } } };
    expect(tried("decided", parcels)).toMatchObject({ what: "has the result", values: [true] });
    expect(tried("approved", NOTHING)).toMatchObject({ what: "waits for the signal" });
    expect(tried("other", { ...NOTHING, input: [1] })).toMatchObject({ values: [[1]] });
  });

  test("of a hook sees how steps have ended", () => {
    expect(tried("cleanup", { input: {}, steps: { charge: { error: "no money" } } })).toMatchObject(
      {
        kind: "starts",
        values: ["FAILED"],
      },
    );
  });

  test("that is wrong cannot be", () => {
    const [wrong] = listSteps({ steps: { a: { type: "t", when: "1 +" } } });
    expect(wrong && tryStep(wrong, NOTHING)).toMatchObject({ kind: "invalid" });
  });
});

test("a sample is made of what steps look at, and what is known stays", () => {
  const seeded = seededSample(steps, { input: {}, steps: { charge: { result: { ref: "r9" } } } });
  expect(seeded).toEqual({
    input: { id: "sample" },
    steps: {
      charge: { result: { ref: "r9", ok: true, by: "sample" } },
      ship: { result: { parcels: [{ email: "sample" }] } },
    },
  });
  const [truth] = listSteps({
    steps: {
      a: {
        type: "t",
        when: "input.ok && !input.n.no || input.of >= 5 && input.more > 1.5 && input.not != 7",
      },
    },
  });
  expect(truth && seededSample([truth], NOTHING).input).toEqual({
    ok: true,
    n: { no: true },
    of: 5,
    more: 2.5,
    not: 8,
  });
  for (const step of steps) expect(tryStep(step, seeded).kind).toBe("starts");
});
