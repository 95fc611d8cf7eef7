import { expect } from "vitest";
import { advanceRun } from "../advance-run.ts";
import type { Json } from "../json.ts";
import type { RunEvent } from "../run-event.ts";
import type { StepPlace } from "../step-place.ts";
import type { Play } from "./play.ts";
import { outcomeOf, type Plan } from "./random-plan.ts";

/** All parts of a run, as one that was read wholly. */
class AllParts extends Map<string, Json | undefined> {
  override has(): boolean {
    return true;
  }
}

/**
 * Has jobs and child runs end, and signals come, in an order and in batches as `choices` say, some told twice, with
 * pauses in between, and time pass when nothing else is left, until the run is over or waits for nothing, or for some
 * turns.
 */
export function playOut(
  play: Play,
  all: readonly Plan[],
  choices: readonly number[],
  turns = Number.POSITIVE_INFINITY,
): void {
  const byName = new Map(all.map((plan) => [plan.name, plan]));
  const told = new Set<string>();
  const keyOf = ({ step, index, epoch }: StepPlace) => `${step} ${index} ${epoch}`;
  const signals = all.filter((plan) => plan.kind === "await" && outcomeOf(plan) === "COMPLETED");
  let turn = 0;
  const choose = (below: number) => (choices[turn++ % choices.length] as number) % below;
  const nextEvent = (): RunEvent | undefined => {
    const open = [...play.jobs, ...play.runs].filter((place) => !told.has(keyOf(place)));
    if (signals.length > 0 && (open.length === 0 || choose(4) === 0)) {
      const [{ name }] = signals.splice(choose(signals.length), 1) as [Plan];
      return {
        kind: "signal",
        id: `${name}-${play.run.attempt}`,
        name,
        payload: name,
        at: play.now,
      };
    }
    const job = open[choose(Math.max(1, open.length))];
    if (job === undefined) return undefined;
    told.add(keyOf(job));
    const { step, index, epoch } = job;
    const { outcome, kind } = byName.get(step) as Plan;
    const status = kind === "map" ? outcome : outcomeOf({ kind, outcome });
    const place = { step, ...(index !== undefined && { index }), epoch };
    return { kind: "ended", ...place, status, result: step, error: "no", at: play.now };
  };
  for (let left = turns; left > 0; left--) {
    const batch: RunEvent[] = [];
    for (let size = choose(3) + 1; size > 0; size--) {
      const event = nextEvent();
      if (event !== undefined) batch.push(event);
    }
    if (batch.length === 0) {
      if (play.wakeAt === undefined) return;
      play.at(play.wakeAt);
      continue;
    }
    if (choose(5) === 0) play.send({ kind: "pause" });
    tell(play, batch);
    const [before, made] = [play.run, play.jobs.length + play.runs.length];
    play.advance(batch.filter(({ kind }) => kind === "ended"));
    expect([play.run, play.jobs.length + play.runs.length]).toEqual([before, made]);
    if (play.run.status === "PAUSED") play.send({ kind: "resume" });
  }
}

/** Tells a run what has happened; who decides it anew from the same state, as after a crash, decides the same. */
function tell(play: Play, batch: readonly RunEvent[]): void {
  const parts = new AllParts(
    [...play.parts].map(([name, value]) => [name, structuredClone(value)]),
  );
  const { workflow, run, now } = play;
  play.advance(batch);
  const again = advanceRun(workflow, run, batch, now, parts);
  if ("needs" in again || again.wakeAt === now) return;
  expect(JSON.parse(JSON.stringify(again.run))).toEqual(play.run);
}
