import { expect, test } from "vitest";
import { advanceRun, startRun } from "./advance-run.ts";
import type { Json } from "./json.ts";
import { readWorkflow } from "./read-workflow.ts";
import type { RunEvent } from "./run-event.ts";
import { historyOf } from "./run-history.ts";
import type { RunState } from "./run-state.ts";

const workflow = readWorkflow({ name: "w", schema: 1, steps: { a: { type: "a" } } });

/** A run that was paused and resumed so often that its history has `lines`. */
function runWith(lines: number) {
  const parts = new Map<string, Json>();
  const chunks = () => [...parts.keys()].filter((name) => name.startsWith("history/"));
  const keep = (puts: ReadonlyMap<string, Json>, deletes: ReadonlySet<string>) => {
    for (const [name, value] of puts) parts.set(name, value);
    for (const name of deletes) parts.delete(name);
  };
  const begun = startRun(workflow, { id: "r", input: null, at: 0 }, 0);
  keep(begun.puts, begun.deletes);
  let run: RunState = begun.run;
  const events = Array.from(
    { length: lines },
    (_, n): RunEvent => ({ kind: n % 2 === 0 ? "pause" : "resume", at: n }),
  );
  while (run.sequence < lines) {
    const next = advanceRun(
      workflow,
      run,
      events.splice(0, Math.min(7, lines - run.sequence)),
      lines,
    );
    if ("needs" in next) throw new Error(`needs ${next.needs}`);
    keep(next.puts, next.deletes);
    run = next.run;
  }
  const page = (after: number, limit: number) => {
    const read = historyOf(run, { after, limit }, new Map());
    const known =
      "needs" in read ? new Map(read.needs.map((name) => [name, parts.get(name)])) : new Map();
    const answer = historyOf(run, { after, limit }, known);
    if ("needs" in answer) throw new Error(`needs ${answer.needs} as well`);
    return {
      ...answer.value,
      asked: known.size,
      sequences: answer.value.changes.map(({ sequence }) => sequence),
    };
  };
  return { run, chunks, page };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

test("a history is read page by page, from the state and from parts of 16 lines", () => {
  const { run, page, chunks } = runWith(100);
  expect(run.history.length).toBeLessThan(16);
  expect(chunks()).toEqual(range(0, 5).map((n) => `history/${n}`));
  expect(page(0, 1_000).sequences).toEqual(range(1, 100));
  expect(page(97, 10)).toMatchObject({ sequences: [98, 99, 100], asked: 0 });
  expect(page(30, 5)).toMatchObject({ sequences: range(31, 35) });
  expect(page(100, 5).sequences).toEqual([]);
});

test("of more than 10,000 lines those in the middle are dropped, and a page tells which", () => {
  const { page, chunks, run } = runWith(10_400);
  expect(run.sequence).toBe(10_400);
  expect(chunks()).toHaveLength(625);
  const { dropped, sequences } = page(0, 20_000);
  expect(dropped).toEqual({ from: 4_993, to: 5_392 });
  expect(sequences).toEqual([...range(1, 4_992), ...range(5_393, 10_400)]);
  expect(page(4_990, 4).sequences).toEqual([4_991, 4_992, 5_393, 5_394]);
  expect(page(5_000, 2).sequences).toEqual([5_393, 5_394]);
});
