import { expect, test } from "vitest";
import { advanceRun, startRun } from "./advance-run.ts";
import type { Json } from "./json.ts";
import { readWorkflow } from "./read-workflow.ts";
import type { RunAdvance } from "./run-advance.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { mapResults, stepResult } from "./run-view.ts";
import type { StepPlace } from "./step-place.ts";

/** A run whose parts are kept as a store would, which counts what is read and written. */
class Kept {
  readonly workflow;
  run: RunState;
  readonly parts = new Map<string, string>();
  open: StepPlace[] = [];
  mostOpen = 0;
  longestState = 0;
  bytesRead = 0;
  bytesWritten = 0;
  asked = 0;
  readonly made = new Map<number, number>();

  constructor(map: object, list: Json) {
    this.workflow = readWorkflow({
      name: "w",
      schema: 1,
      steps: { m: { type: "item", map: { over: "input", max_items: 100_000, ...map } } },
    });
    const begun = startRun(this.workflow, { id: "r", input: list, at: 0 }, 0);
    this.run = begun.run;
    this.#keep(begun);
  }

  tell(...events: RunEvent[]): this {
    const parts = new Map<string, Json | undefined>();
    for (;;) {
      const next = advanceRun(this.workflow, this.run, events, 0, parts);
      if (!("needs" in next)) {
        this.#keep(next);
        return this;
      }
      this.asked++;
      for (const name of next.needs) {
        const text = this.parts.get(name);
        this.bytesRead += name.length + (text?.length ?? 0);
        parts.set(name, text === undefined ? undefined : JSON.parse(text));
      }
    }
  }

  /** Has the next open items end, in an order that is not theirs. */
  end(count: number, status: (index: number) => "COMPLETED" | "FAILED", result?: Json): this {
    const ending: StepPlace[] = [];
    while (ending.length < count && this.open.length > 0) {
      ending.push(...this.open.splice((ending.length * 31) % this.open.length, 1));
    }
    return this.tell(
      ...ending.map((place): RunEvent => {
        const end = status(place.index as number);
        const outcome = end === "COMPLETED" ? { result: result ?? (place.index as number) } : {};
        return { kind: "ended", at: 0, ...place, status: end, ...outcome };
      }),
    );
  }

  #keep(next: RunAdvance): void {
    const text = JSON.stringify(next.run);
    this.run = JSON.parse(text) as RunState;
    this.longestState = Math.max(this.longestState, text.length);
    this.bytesWritten += text.length;
    for (const [name, value] of next.puts) {
      this.parts.set(name, JSON.stringify(value));
      this.bytesWritten += name.length + JSON.stringify(value).length;
    }
    for (const name of next.deletes) {
      this.parts.delete(name);
      this.bytesWritten += name.length;
    }
    for (const { index } of next.jobs) {
      this.made.set(index as number, (this.made.get(index as number) ?? 0) + 1);
    }
    this.open.push(...next.jobs);
    this.mostOpen = Math.max(this.mostOpen, this.open.length);
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** Bytes read and written for each item of a map whose items complete one by one. */
function costOf(count: number) {
  const kept = new Kept(
    { max_running: 50 },
    numbers(count).map((n) => 100_000 + n),
  );
  while (kept.open.length > 0) kept.end(1, () => "COMPLETED", 100_000);
  expect(kept.run).toMatchObject({ status: "COMPLETED", statuses: "C" });
  const { bytesRead, bytesWritten, asked, longestState } = kept;
  return {
    read: bytesRead / count,
    written: bytesWritten / count,
    asked: asked / count,
    longestState,
  };
}

test("an item of a large map costs what one of a small map does", () => {
  const [small, large] = [costOf(1_000), costOf(8_000)];
  expect(large.read).toBeLessThan(1.2 * small.read);
  expect(large.written).toBeLessThan(1.2 * small.written);
  expect(large.asked).toBeLessThan(1.2 * small.asked);
  expect(large.longestState).toBeLessThan(2_000);
});

test("a map of 100,000 keeps few jobs alive, each made once, and its results in order", () => {
  const kept = new Kept({ max_running: 1_000, tolerate: "10%" }, numbers(100_000));
  while (kept.open.length > 0) {
    kept.end(500, (index) => (index % 20 === 7 ? "FAILED" : "COMPLETED"));
  }
  expect(kept.mostOpen).toBe(1_000);
  expect(kept.made.size).toBe(100_000);
  expect([...kept.made.values()].every((times) => times === 1)).toBe(true);
  expect(kept.run.maps["m"]).toMatchObject({
    total: 100_000,
    completed: 95_000,
    failed: 5_000,
    open: "",
  });
  // Chunks of items and of results, and where the failed ones are.
  expect(kept.parts.size).toBeLessThan(1_300);
  expect(kept.longestState).toBeLessThan(12_000);
  const results = read(kept, (parts) => stepResult(kept.workflow, kept.run, "m", parts));
  expect(results).toEqual(numbers(100_000).map((n) => (n % 20 === 7 ? null : n)));
});

test("100,001 items are too many: none starts, and the error names the limit", () => {
  const kept = new Kept({}, numbers(100_001));
  expect(kept.run).toMatchObject({
    status: "FAILED",
    error: { step: "m", message: "map.over: has 100,001 items, over max_items of 100,000" },
  });
  expect(kept.made.size).toBe(0);
});

test("a cancel of a map of 50,000 asks those that run to stop, and no other ever starts", () => {
  const kept = new Kept({ max_running: 50 }, numbers(50_000)).end(10, () => "COMPLETED");
  const written = kept.bytesWritten;
  kept.tell({ kind: "cancel", at: 0 });
  expect(kept.run.status).toBe("CANCELLING");
  expect(kept.bytesWritten - written).toBeLessThan(5_000);
  kept.end(50, () => "FAILED");
  expect(kept.run).toMatchObject({ status: "CANCELLED", maps: { m: { completed: 10 } } });
  expect(kept.made.size).toBe(60);
});

test("results that are large together are read page by page", () => {
  const kept = new Kept({}, numbers(300));
  const long = "x".repeat(5_000);
  kept.end(10, () => "COMPLETED", long);
  const page = () =>
    read(kept, (parts) => mapResults(kept.run, "m", { from: 0, count: 3 }, parts)) as Json[];
  expect(page().filter((value) => value === null).length).toBeLessThan(3);
  while (kept.open.length > 0) kept.end(40, () => "COMPLETED", long);
  expect(page()).toEqual([long, long, long]);
  expect(() => read(kept, (parts) => stepResult(kept.workflow, kept.run, "m", parts))).toThrow(
    "steps.m.result: has 1,500,900 bytes, over the 1 MiB that expressions see",
  );
});

test.for([1, 7, 60])(
  "only what has not completed runs again when a map has failed, told %i at a time",
  (atOnce) => {
    const kept = new Kept({ max_running: 50, tolerate: 2 }, numbers(1_000));
    const fails = (index: number) => (index >= 600 && index % 3 === 0 ? "FAILED" : "COMPLETED");
    while (kept.run.status === "RUNNING") kept.end(atOnce, fails);
    expect(kept.run).toMatchObject({ status: "FAILED", maps: { m: { failed: 3 } } });
    const late = kept.open;
    const completed = kept.run.maps["m"]?.completed as number;
    kept.made.clear();
    kept.open = [];
    kept.tell({ kind: "rerun", from: "FAILED", at: 0 });
    // What the first attempt has left running ends late, and changes nothing.
    const before = kept.run;
    kept.tell(
      ...late.map((place) => ({ ...place, kind: "ended", at: 0, status: "COMPLETED" }) as const),
    );
    expect(kept.run).toEqual(before);
    while (kept.open.length > 0) kept.end(atOnce, () => "COMPLETED");
    expect(kept.made.size).toBe(1_000 - completed);
    expect([...kept.made.values()].every((times) => times === 1)).toBe(true);
    expect(kept.run).toMatchObject({
      status: "COMPLETED",
      attempt: 2,
      maps: { m: { completed: 1_000 } },
    });
    const results = read(kept, (parts) => stepResult(kept.workflow, kept.run, "m", parts));
    expect(results).toEqual(numbers(1_000));
  },
);

function read<Value>(
  kept: Kept,
  ask: (parts: Map<string, Json | undefined>) => { value: Value } | { needs: readonly string[] },
): Value {
  const parts = new Map<string, Json | undefined>();
  for (;;) {
    const answer = ask(parts);
    if ("value" in answer) return answer.value;
    for (const name of answer.needs) {
      const text = kept.parts.get(name);
      parts.set(name, text === undefined ? undefined : JSON.parse(text));
    }
  }
}
