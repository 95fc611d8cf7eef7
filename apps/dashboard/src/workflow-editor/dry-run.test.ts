import type { Json } from "@millrace/workflow";
import { expect, test } from "vitest";
import { completeOpen, type DryEvent, openPlaces, playRun } from "./dry-run.ts";

const ORDER: Json = {
  name: "order",
  schema: 1,
  steps: {
    charge: { type: "charge" },
    each: { after: ["charge"], type: "mail", map: { over: "steps.charge.result", max_running: 2 } },
    rest: { after: ["each"], sleep: { for: "5m" } },
  },
};

test("a run is played by what has happened, and each of that can be taken back", () => {
  const start = { input: { id: "o1" }, at: 1_000 };
  const play = (events: readonly DryEvent[]) => playRun(ORDER, { ...start, events });
  const begun = play([]);
  expect(openPlaces(begun, "charge", [])).toEqual([{ payload: { id: "o1" } }]);
  const charged: DryEvent = {
    label: "charged",
    event: {
      kind: "ended",
      ...begun.place("charge"),
      status: "COMPLETED",
      result: ["a", "b", "c"],
    },
  };
  const mapped = play([charged]);
  expect(openPlaces(mapped, "each", [charged])).toEqual([
    { index: 0, payload: "a" },
    { index: 1, payload: "b" },
  ]);
  const two = completeOpen(mapped, "each", null, openPlaces(mapped, "each", [charged]));
  const third = openPlaces(play([charged, ...two]), "each", [charged, ...two]);
  expect(third).toEqual([{ index: 2, payload: "c" }]);
  const all = [charged, ...two, ...completeOpen(mapped, "each", null, third)];
  expect(play(all)).toMatchObject({ wakeAt: 301_000, run: { status: "RUNNING" } });
  expect(play([...all, { label: "time" }]).run.status).toBe("COMPLETED");
  expect(play([]).run).toEqual(begun.run);
});
