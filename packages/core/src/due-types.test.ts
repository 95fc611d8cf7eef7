import fc from "fast-check";
import { expect, test } from "vitest";
import { DueTypes } from "./due-types.ts";

const type = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
const time = fc.nat(50);
const move = fc.oneof(
  fc.record({ kind: fc.constant("note" as const), type, at: time }),
  fc.record({ kind: fc.constant("take" as const), type }),
  fc.record({ kind: fc.constant("takeDue" as const), now: time }),
);

test("does as a plain map of the earliest times", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const due = new DueTypes();
      const model = new Map<string, number>();
      const earliest = () => Math.min(...model.values());
      for (const step of moves) {
        if (step.kind === "note") {
          due.note(step.type, step.at);
          model.set(step.type, Math.min(step.at, model.get(step.type) ?? step.at));
        } else if (step.kind === "take") {
          due.take(step.type);
          model.delete(step.type);
        } else {
          expect(due.isAnyDue(step.now)).toBe(earliest() <= step.now);
          const first = earliest();
          const taken = due.takeDue(step.now);
          if (first > step.now) expect(taken).toBeUndefined();
          else expect(model.get(taken as string)).toBe(first);
          if (taken !== undefined) model.delete(taken);
        }
        for (const [name, at] of model) {
          expect([due.isDue(name, at - 1), due.isDue(name, at)]).toEqual([false, true]);
        }
      }
      due.clear();
      expect(due.isAnyDue(Number.MAX_SAFE_INTEGER)).toBe(false);
    }),
  );
});
