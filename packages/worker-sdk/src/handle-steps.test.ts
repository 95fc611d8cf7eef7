import { cel, workflow } from "@millrace/workflow";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { handleSteps, handlesSteps } from "./handle-steps.ts";
import type { Handler } from "./handler.ts";
import { snooze } from "./outcome-signals.ts";
import { Engine, TYPE } from "./test/engine.ts";
import { enqueue, untilStatus } from "./test/jobs.ts";

const order = workflow("order", { input: z.object({ id: z.string() }) })
  .task("charge", { type: "charge", result: z.object({ ref: z.string() }) })
  .sleep("pause", { for: "1s", after: ["charge"] })
  .map("notify", {
    over: (r) => cel<readonly string[]>`[${r.charge.ref}]`,
    type: "mail",
    result: z.object({ sent: z.boolean() }),
  })
  .task("tell", { type: "mail", after: ["notify"], result: z.string() })
  .finally("cleanup", { type: "cleanup" });

test("handlers are of the types of jobs, with the results of other steps typed", () => {
  const handlers = handleSteps(order, {
    charge: () => ({ ref: "x" }),
    notify: async (_, { results }) => {
      expectTypeOf(await results.get("charge")).toEqualTypeOf<{ ref: string }>();
      return { sent: true };
    },
    async tell(_, { results, run }) {
      expectTypeOf(run.step).toEqualTypeOf<string>();
      const sent = await results.get("notify");
      expectTypeOf(sent).toEqualTypeOf<readonly { sent: boolean }[]>();
      // @ts-expect-error: there is no such step.
      await results.get("nothing");
      // @ts-expect-error: it has no result before it has ended.
      await results.get("tell");
      return sent.length > 0 ? "told" : snooze("1s");
    },
    cleanup: () => {},
  });
  expect(Object.keys(handlers)).toEqual(["charge", "mail", "cleanup"]);
  expect(Object.values(handlers).every(handlesSteps)).toBe(true);
  expect(handlesSteps(() => {})).toBe(false);
  // @ts-expect-error: the result is a text.
  handleSteps(order, { tell: () => 7 });
});

test("a step that runs no job, or that there is not, is refused", () => {
  expect(() => handleSteps(order, { pause: () => null })).toThrow(
    "cannot handle step pause of workflow order, which runs no job",
  );
  const handlers = { nothing: () => null };
  // @ts-expect-error: there is no such step.
  expect(() => handleSteps(order, handlers)).toThrow(
    "step nothing of workflow order, which there is not",
  );
});

test("a job of another step, or of none, fails for good", async () => {
  const odd = workflow("odd").task("a", { type: TYPE });
  const handlers = handleSteps(odd, { a: () => "done" });
  const engine = new Engine(handlers[TYPE] as Handler);
  const id = await enqueue(engine.store, { type: TYPE });
  await engine.accept();
  const { errors } = await untilStatus(engine.store, id, "FAILED");
  expect(errors[0]?.message).toBe(
    `this worker runs jobs of type ${TYPE} for a of workflow odd, but job ${id} is no step of a run`,
  );
});
