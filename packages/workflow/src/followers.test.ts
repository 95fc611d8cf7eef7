import fc from "fast-check";
import { expect, test } from "vitest";
import type { Steps, WorkflowDefinition } from "./definition.ts";
import { followersOf } from "./followers.ts";
import type { RunEvent } from "./run-event.ts";
import type { StepPlace } from "./step-place.ts";
import { Play } from "./test/play.ts";
import {
  definitionOf,
  INPUT,
  outcomeOf,
  type Plan,
  type Scenario,
  scenario,
} from "./test/random-plan.ts";

const keyOf = ({ step, index, epoch }: StepPlace) => `${step} ${index ?? ""} ${epoch}`;

/** A run whose store makes by itself what follows, and which is decided when anything else has happened. */
class FollowedPlay extends Play {
  /** All jobs that there are. */
  readonly present: string[] = [];
  #news: RunEvent[] = [];
  #waiting = new Map<string, Set<string>>();

  begin(): this {
    this.present.push(...this.jobs.map(keyOf));
    return this.#plan();
  }

  hear(event: RunEvent): void {
    const key = event.kind === "ended" && event.status === "COMPLETED" ? keyOf(event) : "";
    const behind = [...this.#waiting].filter(([, after]) => after.has(key));
    const isFollowed = behind.length > 0 && this.now < (this.wakeAt ?? Number.POSITIVE_INFINITY);
    if (!isFollowed) {
      this.#news.push(event);
      this.bringUpToDate();
      return;
    }
    this.#news.push({ ...event, isFollowed: true } as RunEvent);
    for (const [next, after] of behind) {
      after.delete(key);
      if (after.size === 0) this.present.push(next);
    }
  }

  bringUpToDate(now = this.now): void {
    const { length } = this.jobs;
    const news = this.#news;
    this.#news = [];
    this.advance(news);
    if (now !== this.now) this.at(now);
    this.present.push(...this.jobs.slice(length).map(keyOf));
    this.#plan();
  }

  #plan(): this {
    this.#waiting = new Map(
      followersOf(this.workflow, this.run).map((job) => [
        keyOf(job),
        new Set(job.after.map(keyOf)),
      ]),
    );
    return this;
  }
}

/** The same with no condition where it is true: only steps without one can follow. */
function definition(
  plan: Scenario,
  failure: WorkflowDefinition["failure"],
): Partial<WorkflowDefinition> {
  const { steps, ...rest } = definitionOf(plan, failure);
  const entries = Object.entries(steps ?? {}).map(([name, { when, ...step }]) => [
    name,
    when === "true" ? step : { ...step, when },
  ]);
  return { ...rest, steps: Object.fromEntries(entries) as Steps };
}

/** Has all happen to a run that is decided at once, and to one that follows; returns how many jobs have followed. */
function playBoth(plan: Scenario, failure: WorkflowDefinition["failure"]): number {
  const plain = new Play(definition(plan, failure), INPUT);
  const followed = new FollowedPlay(definition(plan, failure), INPUT).begin();
  const plans = [...plan.main, ...plan.onFailure, ...plan.last];
  const byName = new Map(plans.map((each) => [each.name, each]));
  const told = new Set<string>();
  let turn = 0;
  const choose = (below: number) => (plan.choices[turn++ % plan.choices.length] as number) % below;
  const hear = (event: RunEvent) => {
    plain.advance([event]);
    followed.hear(event);
    // The moment at which a job is there is the same.
    expect(followed.present).toEqual(plain.jobs.map(keyOf));
  };
  const expectSame = () => {
    followed.bringUpToDate();
    expect(followed.run).toEqual(plain.run);
    expect(new Map(followed.parts)).toEqual(new Map(plain.parts));
    expect(followed.cancels).toEqual(plain.cancels);
    expect(followed.tells).toEqual(plain.tells);
  };
  for (let left = 60; left > 0; left--) {
    const open = [...plain.jobs, ...plain.runs].filter((place) => !told.has(keyOf(place)));
    const job = open[choose(Math.max(1, open.length))];
    const chance = choose(16);
    if (chance === 0) hear({ kind: "pause", at: plain.now });
    if (chance === 1) hear({ kind: "resume", at: plain.now });
    if (chance === 2 && left < 40) hear({ kind: "cancel", at: plain.now });
    if (chance === 3) expectSame();
    if (job !== undefined) {
      told.add(keyOf(job));
      const { step, index, epoch } = job;
      const { outcome, kind } = byName.get(step) as Plan;
      const status = kind === "map" ? outcome : outcomeOf({ kind, outcome });
      const place = { step, ...(index !== undefined && { index }), epoch };
      hear({ kind: "ended", ...place, status, result: step, error: "no", at: plain.now });
    } else if (plain.run.status === "PAUSED") hear({ kind: "resume", at: plain.now });
    else if (plain.wakeAt !== undefined) {
      const { wakeAt } = plain;
      plain.at(wakeAt);
      followed.bringUpToDate(wakeAt);
    } else break;
  }
  expectSame();
  return followed.present.length - followed.jobs.length;
}

test("what follows by itself is what would have been decided, at the same moment", () => {
  const mode = fc.constantFrom("CONTINUE" as const, "STOP" as const, "STOP_NOW" as const);
  let followed = 0;
  fc.assert(
    fc.property(scenario, mode, (plan, failure) => {
      followed += playBoth(plan, failure);
    }),
    { numRuns: process.env["MILLRACE_WORKFLOWS"] === "whole" ? 10_000 : 400 },
  );
  expect(followed).toBeGreaterThan(0);
});

const after = (...names: string[]) => ({ type: "job", after: names });

/** The steps that follow, with those that they wait for. */
function following(steps: Steps, input = {}): Readonly<Record<string, readonly string[]>> {
  const { workflow, run } = new Play({ steps }, input);
  const found = followersOf(workflow, run).map((job) => [
    job.step,
    job.after.map(({ step }) => step),
  ]);
  return Object.fromEntries(found);
}

test("a step follows that waits for jobs alone, and of which all is known", () => {
  expect(following({ a: { type: "job" }, b: after("a"), c: after("b", "a") })).toEqual({
    b: ["a"],
    c: ["b", "a"],
  });
  expect(
    following({ a: { type: "job" }, b: { ...after("a"), input: "${input.x}" } }, { x: 1 }),
  ).toEqual({ b: ["a"] });
  expect(
    following({ a: { type: "job" }, b: { ...after("a"), input: "${steps.a.result}" } }),
  ).toEqual({});
  expect(following({ a: { type: "job" }, b: { ...after("a"), when: "input.x" } })).toEqual({});
  expect(following({ a: { type: "job" }, b: { ...after("a"), input: "${input.none}" } })).toEqual(
    {},
  );
  expect(following({ a: { type: "job" }, b: { sleep: { for: "1s" }, after: ["a"] } })).toEqual({});
  expect(following({ a: { type: "job" }, b: { ...after("a"), rule: "ANY_FAILED" } })).toEqual({});
  expect(
    following({
      a: { type: "job" },
      b: { type: "job" },
      c: { ...after("a", "b"), rule: "ANY_SUCCEEDED" },
    }),
  ).toEqual({});
});

test("nothing follows on a step behind which something else is to be decided", () => {
  const decided = { decide: "1", after: ["b"] };
  expect(following({ a: { type: "job" }, b: after("a"), c: after("b"), d: decided })).toEqual({
    b: ["a"],
  });
});

test("a long chain and large inputs follow in parts", () => {
  const chain = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`s${i}`, i === 0 ? { type: "job" } : after(`s${i - 1}`)]),
  );
  expect(Object.keys(following(chain))).toHaveLength(16);
  const input = { text: "x".repeat(900) };
  expect(Object.keys(following(chain, input))).toHaveLength(4);
});
