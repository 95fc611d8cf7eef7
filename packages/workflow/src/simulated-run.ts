import type { EpochMs } from "@millrace/core";
import { advanceRun, startRun } from "./advance-run.ts";
import type { Json } from "./json.ts";
import type { JobToMake, RunAdvance, RunToMake, RunToTell } from "./run-advance.ts";
import type { RunChange } from "./run-change.ts";
import type { RunEvent } from "./run-event.ts";
import { historyOf } from "./run-history.ts";
import type { Read } from "./run-parts.ts";
import type { NewRun, RunState } from "./run-state.ts";
import { runResult, type StepView, stepResult, stepViews } from "./run-view.ts";
import type { StepPlace } from "./step-place.ts";
import type { Workflow } from "./workflow.ts";

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, "at"> : never;

/** A run that is played in memory, with a clock of its own: for tests of a workflow, and to try one. */
export class SimulatedRun {
  /** With the steps that were added. */
  workflow: Workflow;
  run: RunState;
  /** All that it has asked for so far. */
  readonly jobs: JobToMake[] = [];
  readonly runs: RunToMake[] = [];
  readonly cancels: StepPlace[] = [];
  readonly tells: RunToTell[] = [];
  readonly parts = new Map<string, Json>();
  /** When time alone changes something. */
  wakeAt: number | undefined;
  #now: number;

  /** @param start when it begins (`at`) and what time it is (`now`) default to 0, its input to an empty object. */
  constructor(workflow: Workflow, start: Partial<NewRun> & { readonly now?: EpochMs } = {}) {
    const { now = start.at ?? 0, ...given } = start;
    const begun = startRun(workflow, { id: "simulated", input: {}, at: now, ...given }, now);
    this.workflow = workflow;
    this.run = begun.run;
    this.#now = now;
    this.#take(begun);
    this.advance([]);
  }

  get now(): number {
    return this.#now;
  }

  /** Lets time pass until `now`. */
  at(now: number): this {
    this.#now = now;
    return this.advance([]);
  }

  /** Has something happen now. */
  send(event: WithoutTime<RunEvent>): this {
    return this.advance([{ at: this.#now, ...event } as RunEvent]);
  }

  /** Has the job or run of a step complete, that of an item if it is a map. */
  complete(step: string, result: Json = null, index?: number): this {
    return this.send({ kind: "ended", ...this.place(step, index), status: "COMPLETED", result });
  }

  /** The same for one that fails. */
  fail(step: string, error = "failed", index?: number): this {
    return this.send({ kind: "ended", ...this.place(step, index), status: "FAILED", error });
  }

  /** The place of a step as it is now. */
  place(step: string, index?: number): StepPlace {
    return {
      step,
      ...(index !== undefined && { index }),
      epoch: this.run.epochs[step] ?? 1,
    };
  }

  /** Has several events happen, by now at the latest. */
  advance(events: readonly RunEvent[]): this {
    let next = this.#decide(events);
    this.#take(next);
    while (next.wakeAt !== undefined && next.wakeAt <= this.#now) {
      next = this.#decide([]);
      this.#take(next);
    }
    return this;
  }

  /** The steps, by name. */
  get steps(): { readonly [name: string]: StepView } {
    const views = this.#read((parts) => stepViews(this.workflow, this.run, parts));
    return Object.fromEntries(views.map((view) => [view.name, view]));
  }

  /** The result of a step, null when it has none. */
  resultOf(step: string): Json {
    return this.#read((parts) => stepResult(this.workflow, this.run, step, parts));
  }

  /** What has changed, in order. */
  get history(): readonly RunChange[] {
    const page = { after: 0, limit: Number.POSITIVE_INFINITY };
    return this.#read((parts) => historyOf(this.run, page, parts)).changes;
  }

  /** The result of the run. */
  get result(): Json {
    return this.#read((parts) => runResult(this.workflow, this.run, parts));
  }

  #decide(events: readonly RunEvent[]): RunAdvance {
    const parts = new Map<string, Json | undefined>();
    for (;;) {
      const next = advanceRun(this.workflow, this.run, events, this.#now, parts);
      if (!("needs" in next)) return next;
      this.#load(next.needs, parts);
    }
  }

  #read<Value>(read: (parts: ReadonlyMap<string, Json | undefined>) => Read<Value>): Value {
    const parts = new Map<string, Json | undefined>();
    for (;;) {
      const next = read(parts);
      if ("value" in next) return next.value;
      this.#load(next.needs, parts);
    }
  }

  #load(names: readonly string[], parts: Map<string, Json | undefined>): void {
    for (const name of names) parts.set(name, this.parts.get(name));
  }

  #take(next: RunAdvance): void {
    // What a store keeps is JSON.
    this.run = JSON.parse(JSON.stringify(next.run)) as RunState;
    this.workflow = next.workflow;
    for (const [name, value] of next.puts) this.parts.set(name, value);
    for (const name of next.deletes) this.parts.delete(name);
    this.jobs.push(...next.jobs);
    this.runs.push(...next.runs);
    this.cancels.push(...next.cancels);
    this.tells.push(...next.tells);
    this.wakeAt = next.wakeAt;
  }
}
