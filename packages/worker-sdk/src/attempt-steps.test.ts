import { expect, test } from "vitest";
import { AttemptSteps } from "./attempt-steps.ts";
import { Engine, TYPE } from "./test/engine.ts";
import { enqueue, until } from "./test/jobs.ts";

const run = { id: "r", step: "a", epoch: 1 };

test("steps are added together; a name that was there, or what is none, adds nothing", () => {
  const steps = new AttemptSteps();
  steps.add("j", run, { x: { type: "t" } });
  expect(() => steps.add("j", run, { x: { type: "t" }, y: { type: "t" } })).toThrow(
    "steps.x was added before",
  );
  expect(() => steps.add("j", run, [] as never)).toThrow("must be an object of steps");
  const long = { z: { type: "x".repeat(1_100_000) } };
  expect(() => steps.add("j", run, long)).toThrow("over the limit of 1048576");
  steps.add("j", run, { y: { type: "t", after: ["x"] } });
  expect(JSON.parse(steps.json)).toEqual({ x: { type: "t" }, y: { type: "t", after: ["x"] } });
});

test("a job that is no step cannot add any", async () => {
  const engine = new Engine((_, { addSteps }) => addSteps({ x: { type: "t" } }));
  const id = await enqueue(engine.store, { type: TYPE });
  await engine.accept();
  await until(() => expect(engine.settled).toHaveLength(1));
  expect(engine.settled[0]?.outcome).toMatchObject({
    kind: "failed",
    message: `job ${id} is no step of a run, to which it could add steps`,
  });
});
