import { expect, test } from "vitest";
import { advanceRun, startRun } from "./advance-run.ts";
import type { Steps } from "./definition.ts";
import type { Json } from "./json.ts";
import { readWorkflow } from "./read-workflow.ts";
import type { RunAdvance } from "./run-advance.ts";
import type { RunState } from "./run-state.ts";

/** The bytes that a chain of steps writes for each step, with results and an input of which none is small. */
function costOf(count: number) {
  const name = (n: number) => `s${String(n).padStart(3, "0")}`;
  const steps: Steps = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      name(n),
      n === 0
        ? { type: "t" }
        : { type: "t", after: [name(n - 1)], input: `\${steps.${name(n - 1)}.result}` },
    ]),
  );
  const workflow = readWorkflow({ name: "chain", schema: 1, steps });
  const result = "x".repeat(1_000);
  let [written, asked, longest] = [0, 0, 0];
  let run: RunState | undefined;
  const keep = (next: RunAdvance) => {
    run = next.run;
    const state = JSON.stringify(run).length;
    longest = Math.max(longest, state);
    written += state;
    for (const [part, value] of next.puts) written += part.length + JSON.stringify(value).length;
  };
  const input: Json = { list: Array.from({ length: 10_000 }, (_, n) => n) };
  keep(startRun(workflow, { id: "r", input, at: 0 }, 0));
  for (let n = 0; n < count; n++) {
    const end = {
      kind: "ended",
      step: name(n),
      epoch: 1,
      status: "COMPLETED",
      result,
      at: n,
    } as const;
    const next = advanceRun(workflow, run as RunState, [end], n);
    if ("needs" in next) asked++;
    else keep(next);
  }
  expect(run).toMatchObject({ status: "COMPLETED" });
  return { written: (written - JSON.stringify(input).length) / count, longest, asked };
}

test("a step writes its own result and a short state, however many steps and results there are", () => {
  const [short, long] = [costOf(100), costOf(500)];
  // What a step makes of the result of the one before needs no part to be read.
  expect(long.asked).toBe(0);
  // A letter a step.
  expect(long.longest - short.longest).toBeLessThan(500);
  expect(long.written - short.written).toBeLessThan(500);
  expect(long.written).toBeLessThan(1_000 + 3_000);
});
