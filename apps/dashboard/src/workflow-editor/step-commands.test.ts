import type { Json } from "@millrace/workflow";
import { describe, expect, test } from "vitest";
import {
  addAfter,
  addStep,
  connectSteps,
  copySteps,
  deleteSteps,
  disconnectSteps,
  duplicateSteps,
  NEW_KINDS,
  pasteSteps,
  renameStep,
  setStepKind,
  tidySteps,
} from "./step-commands.ts";

const ORDER: Json = {
  name: "order",
  schema: 1,
  steps: {
    charge: { type: "charge", input: { id: "${input.id}" } },
    ship: {
      after: ["charge"],
      type: "ship",
      when: 'steps.charge.result.ok && "steps.charge" != input.name',
      input: { ref: "${steps.charge.result.ref} is not steps.charge or $${steps.charge}" },
    },
    notify: {
      after: ["ship"],
      map: { over: "steps.ship.result.parcels" },
      type: "mail",
      metadata: { "steps.ship": '${steps["ship"].status}' },
    },
  },
  finally: { cleanup: { type: "t", input: "${steps.charge.status}" } },
};

const stepsOf = (definition: Json | undefined) =>
  (definition as { readonly steps: Record<string, Record<string, Json>> }).steps;

test("a step is added after those that are selected, by a name that is free", () => {
  const first = addAfter(ORDER, "task", ["steps.ship", "steps.charge", "finally.cleanup"]);
  expect(stepsOf(first.definition)["task"]).toEqual({ after: ["ship", "charge"], type: "task" });
  expect(first.selection).toEqual(["steps.task"]);
  const second = addAfter(first.definition, "task", first.selection);
  expect(stepsOf(second.definition)["task_2"]).toEqual({ after: ["task"], type: "task_2" });
});

test.for(NEW_KINDS)("a new %s is of that kind", (kind) => {
  const { definition } = addStep(ORDER, kind, { section: "on_failure" });
  expect(definition).toMatchObject({ on_failure: { [kind]: {} } });
});

test("steps are connected once, in one direction, and disconnected", () => {
  const connected = connectSteps(ORDER, "steps.charge", "steps.notify");
  expect(stepsOf(connected?.definition)["notify"]?.["after"]).toEqual(["ship", "charge"]);
  expect(connectSteps(ORDER, "steps.charge", "steps.ship")).toBeUndefined();
  expect(connectSteps(ORDER, "steps.notify", "steps.charge")).toBeUndefined();
  expect(connectSteps(ORDER, "steps.charge", "steps.charge")).toBeUndefined();
  expect(connectSteps(ORDER, "steps.charge", "finally.cleanup")).toBeUndefined();
  const { definition } = disconnectSteps(ORDER, "steps.charge", "steps.ship");
  expect(stepsOf(definition)["ship"]).not.toHaveProperty("after");
});

describe("a step that is renamed", () => {
  test("is that in all that names it, and texts stay as they are", () => {
    const { definition } = renameStep(ORDER, "steps.charge", "take-money") ?? {};
    const steps = stepsOf(definition);
    expect(Object.keys(steps)).toEqual(["take-money", "ship", "notify"]);
    expect(steps["ship"]).toEqual({
      after: ["take-money"],
      type: "ship",
      when: 'steps["take-money"].result.ok && "steps.charge" != input.name',
      input: {
        ref: '${steps["take-money"].result.ref} is not steps.charge or $${steps.charge}',
      },
    });
    expect(definition).toMatchObject({
      finally: { cleanup: { input: '${steps["take-money"].status}' } },
    });
  });

  test("is found in maps and in brackets", () => {
    const { definition } = renameStep(ORDER, "steps.ship", "send") ?? {};
    expect(stepsOf(definition)["notify"]).toMatchObject({
      after: ["send"],
      map: { over: "steps.send.result.parcels" },
      metadata: { "steps.ship": "${steps.send.status}" },
    });
  });

  test("gets no name that is taken", () => {
    expect(renameStep(ORDER, "steps.charge", "cleanup")).toBeUndefined();
    expect(renameStep(ORDER, "steps.charge", "")).toBeUndefined();
  });
});

test("steps that are deleted leave those after them after those before them", () => {
  const { definition, selection } = deleteSteps(ORDER, ["steps.ship"]) ?? {};
  expect(stepsOf(definition)["notify"]?.["after"]).toEqual(["charge"]);
  expect(selection).toEqual(["steps.notify"]);
  expect(deleteSteps(ORDER, ["finally.cleanup"])?.definition).not.toHaveProperty("finally");
});

test("copies look at copies, and at what was not copied", () => {
  const { definition, selection } = duplicateSteps(ORDER, ["steps.ship", "steps.notify"]) ?? {};
  expect(stepsOf(definition)).toMatchObject({
    ship_2: { after: ["charge"], when: expect.stringContaining("steps.charge.result") },
    notify_2: { after: ["ship_2"], map: { over: "steps.ship_2.result.parcels" } },
  });
  expect(selection).toEqual(["steps.ship_2", "steps.notify_2"]);
});

test("steps come out of the clipboard where they do not come from, without what is not there", () => {
  const copied = copySteps(ORDER, ["steps.ship"]) as Json;
  const { definition } = pasteSteps({ name: "other", steps: { a: { type: "t" } } }, copied) ?? {};
  expect(stepsOf(definition)["ship"]).not.toHaveProperty("after");
  expect(Object.keys(stepsOf(definition))).toEqual(["a", "ship"]);
  expect(pasteSteps(ORDER, "nothing of the kind")).toBeUndefined();
});

test("another kind keeps what all steps have, and the job where there still is one", () => {
  const asMap = setStepKind(ORDER, "steps.ship", "map").definition;
  expect(stepsOf(asMap)["ship"]).toMatchObject({ after: ["charge"], type: "ship", map: {} });
  const asSleep = setStepKind(ORDER, "steps.ship", "sleep").definition;
  expect(Object.keys(stepsOf(asSleep)["ship"] ?? {})).toEqual(["after", "when", "sleep"]);
});

test("tidy has steps stand in the order in which they run", () => {
  const mixed = {
    steps: { c: { after: ["b"], type: "t" }, a: { type: "t" }, b: { after: ["a"], type: "t" } },
  };
  expect(Object.keys(stepsOf(tidySteps(mixed).definition))).toEqual(["a", "b", "c"]);
});
