import {
  type EpochMs,
  isFinalRun,
  MAX_RUN_NEWS,
  MillraceError,
  type NewRun,
  RUN_DEFAULTS,
  RUN_NEWS_BYTES,
  type RunChange,
  type RunJob,
  type RunNews,
  runStepIds,
} from "@millrace/core";
import { advanceRun } from "./advance-run.ts";
import { followersOf } from "./followers.ts";
import { OpenRun } from "./open-run.ts";
import type { JobToMake, RunAdvance, RunToMake } from "./run-advance.ts";
import type { JobEnded, RunEvent } from "./run-event.ts";
import type { RunHome } from "./run-home.ts";
import { PART, type Parts, type Read } from "./run-parts.ts";
import { encodePart, eventOf, type RunRecord, type ToldEvent } from "./run-record.ts";
import { newRun } from "./run-state.ts";
import { runResult } from "./run-view.ts";
import type { StepPlace } from "./step-place.ts";
import type { Workflow } from "./workflow.ts";
import type { WorkflowVersions } from "./workflow-versions.ts";

/** How often a change is tried that others keep changing the run before. */
const TRIES = 50;
/** How many jobs and parts one call deletes. */
const DELETED = 200;
/** The longest input of a child run that stands in its record. */
const INPUT_IN_RECORD = 1_024;

/** What came of a decision. */
interface Decision {
  /** Runs that may be due by it. */
  readonly touched: readonly string[];
  /** When the run is due by itself. */
  readonly wakes: readonly RunWake[];
}

/** Hears of runs that cannot advance. */
export type RunFailureListener = (id: string, error: unknown) => void;

/** When a run is due by itself. */
export interface RunWake {
  readonly id: string;
  readonly inMs: number;
}

/**
 * Decides what comes next in runs, and has the store apply it as one step each, if the run is still what it was
 * decided by; else it decides anew.
 */
export class RunAdvancer {
  readonly #home: RunHome;
  readonly #versions: WorkflowVersions;
  readonly #changed: (id: string) => void;
  /** Runs that are being decided, each at most once by one process. */
  readonly #deciding = new Map<string, Promise<Decision>>();

  /** @param changed is called after each change of a run. */
  constructor(home: RunHome, versions: WorkflowVersions, changed: (id: string) => void) {
    this.#home = home;
    this.#versions = versions;
    this.#changed = changed;
  }

  /** Decides what comes next in these runs, and in those that they start and tell something. */
  async advance(ids: readonly string[], onFailure?: RunFailureListener): Promise<RunWake[]> {
    const wakes: RunWake[] = [];
    let next = new Set(ids);
    const advanceOne = async (id: string) => {
      try {
        return await this.#advanceOne(id);
      } catch (error) {
        if (onFailure === undefined) throw error;
        onFailure(id, error);
        return NOTHING;
      }
    };
    while (next.size > 0) {
      const decisions = await Promise.all([...next].map(advanceOne));
      next = new Set(decisions.flatMap(({ touched }) => touched));
      wakes.push(...decisions.flatMap((decision) => decision.wakes));
    }
    return wakes;
  }

  /** Makes a run. @throws MillraceError `NOT_FOUND` when a step that starts runs a workflow that is not there. */
  async make(
    { id, workflow, key }: Pick<RunChange, "id" | "workflow" | "key">,
    record: Omit<RunRecord, "state" | "cancels">,
    advance: RunAdvance,
    now: EpochMs,
  ): ReturnType<RunHome["runs"]["change"]> {
    const next = nextRecord({ ...record, state: advance.run, cancels: [] }, advance);
    const { starts, missing } = await this.#children(workflow, next, advance, now);
    const [first] = missing;
    if (first !== undefined) throw new MillraceError("NOT_FOUND", first.error ?? "");
    return this.#home.runs.change({
      ...{ id, workflow, ifVersion: 0, taken: [], starts, ...jobsOf(advance) },
      ...(key !== undefined && { key }),
      ...writtenOf(next, advance),
    });
  }

  async #advanceOne(id: string): Promise<Decision> {
    // One after the other: what is under way may have read the run before the news came.
    const before = this.#deciding.get(id) ?? Promise.resolve(NOTHING);
    const decide = () => this.#decide(id);
    const mine = before.then(decide, decide);
    this.#deciding.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.#deciding.get(id) === mine) this.#deciding.delete(id);
    }
  }

  async #decide(id: string): Promise<Decision> {
    for (let tries = 0; tries < TRIES; tries++) {
      const open = await OpenRun.read(this.#home, this.#versions, id, MAX_RUN_NEWS);
      if (open === undefined) return NOTHING;
      const { record, news, now } = open;
      const { wakeAt = Number.POSITIVE_INFINITY, cancels, state } = record;
      if (news.length === 0 && wakeAt > now && cancels.length === 0) {
        return { touched: [], wakes: wakeOf(id, record, now) };
      }
      const isOver = isFinalRun(state.status) && news.length === 0 && cancels.length === 0;
      if (record.isDeleted === true || isOver) {
        if (await this.#delete(open)) return NOTHING;
        continue;
      }
      for (const place of cancels) await this.#cancel(id, place);
      const decision = await this.#change(open);
      if (decision !== undefined) return decision;
    }
    throw new MillraceError("UNAVAILABLE", `run ${id} is changed all the time; try again`);
  }

  /** Returns what came of it, or undefined when another one was quicker. */
  async #change(open: OpenRun): Promise<Decision | undefined> {
    const { id, stored, record, news, now } = open;
    const { workflow } = stored;
    const events = news.flatMap((each) => eventOf(each) ?? []);
    const time = Math.max(now, ...events.map(({ at }) => at));
    let advance = await advanced(open, undefined, events, time);
    for (;;) {
      const { starts, missing } = await this.#children(workflow, record, advance, time);
      if (missing.length > 0) {
        advance = await advanced(open, advance, missing, time);
        continue;
      }
      const next = nextRecord(record, advance);
      const tells = [...tellsOf(advance), ...(await endOf(open, next, advance))];
      const changed = await this.#home.runs.change({
        ...{ id, workflow, ifVersion: stored.version, starts, tells, ...jobsOf(advance) },
        ...writtenOf(next, advance),
        taken: news.map(({ number }) => number),
        forget: news.flatMap((each) => (isForgotten(each) ? each.jobId : [])),
      });
      if ("refused" in changed) {
        const places = changed.refused.map(({ place, error }) =>
          failed(advance.jobs[place] as StepPlace, error.message, time),
        );
        advance = await advanced(open, advance, places, time);
        continue;
      }
      if (!changed.changed) return undefined;
      this.#versions.noteAdded(id, advance.run.added, advance.workflow);
      this.#changed(id);
      const others = [...starts, ...tells].map((each) => each.id);
      const isMore = next.cancels.length > 0 || hasLeft(news);
      return { touched: isMore ? [id, ...others] : others, wakes: wakeOf(id, next, now) };
    }
  }

  /** The runs that an advance starts; `missing` are those whose workflow is not there. */
  async #children(
    workflow: string,
    { version, inside = [] }: RunRecord,
    { run: { id }, runs }: RunAdvance,
    at: EpochMs,
  ): Promise<{
    readonly starts: readonly NewRun[];
    readonly missing: readonly ReturnType<typeof failed>[];
  }> {
    const starts: NewRun[] = [];
    const missing: ReturnType<typeof failed>[] = [];
    for (const child of runs) {
      const found = await this.#childWorkflow(child, { name: workflow, version, inside });
      if (found === undefined) {
        const { name } = child.workflow as { readonly name: string };
        missing.push(failed(child, `there is no workflow ${name}`, at));
        continue;
      }
      const { step, index, epoch, isDetached, input, depth } = child;
      const childId = placeId(id, child);
      const isLong = JSON.stringify(input).length > INPUT_IN_RECORD;
      const state = newRun(found.workflow, { id: childId, at, depth });
      const record: RunRecord = {
        version: found.version,
        ...(found.inside && { inside: found.inside }),
        state: isLong ? state : { ...state, input },
        ...{ cancels: [], metadata: {}, retentionMs: RUN_DEFAULTS.retentionMs, wakeAt: at },
        parent: { id, step, ...(index !== undefined && { index }), epoch, isDetached },
      };
      starts.push({
        ...{ id: childId, workflow: found.name, state: state.status },
        record: JSON.stringify(record),
        ...(isLong && { parts: [{ name: PART.input, value: encodePart(input) }] }),
      });
    }
    return { starts, missing };
  }

  async #childWorkflow(
    { workflow, step }: RunToMake,
    parent: { readonly name: string; readonly version: number; readonly inside: readonly string[] },
  ): Promise<
    | {
        readonly name: string;
        readonly version: number;
        readonly inside?: readonly string[];
        readonly workflow: Workflow;
      }
    | undefined
  > {
    if ("inline" in workflow) {
      const inside = [...parent.inside, step];
      return { name: parent.name, version: parent.version, inside, workflow: workflow.inline };
    }
    const { name } = workflow;
    const version = workflow.version ?? (await this.#versions.latest(name));
    const found = version === undefined ? undefined : await this.#versions.find(name, version);
    return found === undefined || version === undefined
      ? undefined
      : { name, version, workflow: found };
  }

  /**
   * Deletes a run that has ended.
   *
   * @throws MillraceError `FAILED_PRECONDITION` for one that goes on.
   */
  async delete(id: string): Promise<void> {
    for (;;) {
      const open = await OpenRun.read(this.#home, this.#versions, id, 0);
      if (open === undefined) return;
      const { record, stored } = open;
      const { status } = record.state;
      if (!isFinalRun(status)) {
        throw new MillraceError(
          "FAILED_PRECONDITION",
          `cannot delete run ${id}: it is ${status}; cancel it first and wait until it has ended`,
        );
      }
      if (record.isDeleted !== true) {
        // Whoever is interrupted leaves a run that is due to be deleted.
        await this.#home.runs.change({
          ...{ id, workflow: stored.workflow, ifVersion: stored.version, state: status },
          record: JSON.stringify({ ...record, isDeleted: true } satisfies RunRecord),
          ...{ taken: [], jobs: [], wakeAt: 0 },
        });
      } else if (await this.#delete(open)) return;
    }
  }

  /** Deletes a run round by round; returns whether it is gone, which it is not when another one has changed it. */
  async #delete({ id, stored: { version } }: OpenRun): Promise<boolean> {
    for (;;) {
      const deleted = await this.#home.runs.delete(id, version, DELETED);
      if (deleted === "MORE") continue;
      if (deleted === "DELETED") this.#changed(id);
      return deleted === "DELETED";
    }
  }

  async #cancel(runId: string, place: StepPlace): Promise<void> {
    try {
      await this.#home.cancel(placeId(runId, place), `run ${runId} cancels it`);
    } catch (error) {
      // It has ended by itself.
      const isOver =
        error instanceof MillraceError && ["FAILED_PRECONDITION", "NOT_FOUND"].includes(error.code);
      if (!isOver) throw error;
    }
  }
}

const NOTHING: Decision = { touched: [], wakes: [] };

/** The id of what a run makes at a place. */
export function placeId(runId: string, { step, index = 0, epoch }: StepPlace): string {
  return runStepIds(runId, step, epoch)(index);
}

function failed(
  { step, index, epoch }: StepPlace,
  error: string,
  at: EpochMs,
): JobEnded & { readonly at: EpochMs } {
  const place = { step, ...(index !== undefined && { index }), epoch };
  return { kind: "ended", ...place, status: "FAILED", error, at };
}

/** What comes of events, after `before` where that is not written yet. */
async function advanced(
  open: OpenRun,
  before: RunAdvance | undefined,
  events: readonly RunEvent[],
  now: EpochMs,
): Promise<RunAdvance> {
  const { workflow, run } = before ?? { workflow: open.workflow, run: open.record.state };
  const look = (parts: Parts): Read<RunAdvance> => {
    const advance = advanceRun(workflow, run, events, now, parts);
    return "needs" in advance ? advance : { value: advance };
  };
  const after = await open.look(look, before);
  return before === undefined ? after : joined(before, after, events);
}

/** Two advances as one; what `events` say of places of the first one has them not be made. */
function joined(before: RunAdvance, after: RunAdvance, events: readonly RunEvent[]): RunAdvance {
  const isKept = (place: StepPlace) =>
    !events.some(
      (event) => event.kind === "ended" && event.step === place.step && event.index === place.index,
    );
  const puts = new Map([...before.puts].filter(([name]) => !after.deletes.has(name)));
  for (const [name, value] of after.puts) puts.set(name, value);
  const deletes = new Set([...before.deletes, ...after.deletes].filter((name) => !puts.has(name)));
  return {
    ...after,
    ...{ puts, deletes },
    jobs: [...before.jobs.filter(isKept), ...after.jobs],
    runs: [...before.runs.filter(isKept), ...after.runs],
    cancels: [...before.cancels, ...after.cancels],
    tells: [...before.tells, ...after.tells],
    changes: [...before.changes, ...after.changes],
  };
}

function nextRecord(record: RunRecord, { run, cancels, wakeAt }: RunAdvance): RunRecord {
  const { wakeAt: _, ...rest } = record;
  const next = { ...rest, state: run, cancels };
  // Jobs are cancelled after the change; until then the run stays due.
  if (cancels.length > 0) return { ...next, wakeAt: run.startedAt };
  const { finishedAt } = run;
  const isOver = isFinalRun(run.status) && finishedAt !== undefined;
  const at = isOver ? finishedAt + record.retentionMs : wakeAt;
  return at === undefined ? next : { ...next, wakeAt: at };
}

/** What is written of a run. */
function writtenOf(next: RunRecord, { run, puts, deletes }: RunAdvance) {
  return {
    state: run.status,
    record: JSON.stringify(next),
    parts: [
      ...[...puts].map(([name, value]) => ({ name, value: encodePart(value) })),
      ...[...deletes].map((name) => ({ name })),
    ],
    ...(next.wakeAt !== undefined && { wakeAt: next.wakeAt }),
  };
}

/** The jobs to make, at once and later. */
function jobsOf({ run, workflow, jobs }: RunAdvance): Pick<RunChange, "jobs" | "followers"> {
  return {
    jobs: jobs.map((job) => jobOf(run.id, job)),
    followers: followersOf(workflow, run).map(({ after, ...job }) => ({
      job: jobOf(run.id, job),
      after: after.map((place) => placeId(run.id, place)),
    })),
  };
}

function jobOf(runId: string, { request, ...place }: JobToMake): RunJob {
  return { id: placeId(runId, place), place, request };
}

/** What child runs are told. */
function tellsOf({ run, tells }: RunAdvance): Told[] {
  return tells.map(({ event, ...place }) => ({
    ...{ id: placeId(run.id, place), text: JSON.stringify(event satisfies ToldEvent) },
  }));
}

/** What the parent of a run is told when the run has ended. */
async function endOf(open: OpenRun, next: RunRecord, advance: RunAdvance): Promise<Told[]> {
  const { record } = open;
  const { state, parent } = next;
  const { status, attempt, error } = state;
  const wasOver = isFinalRun(record.state.status) && record.state.attempt === attempt;
  if (parent === undefined || parent.isDetached || !isFinalRun(status) || wasOver) return [];
  const { id, step, index, epoch } = parent;
  const place = { step, ...(index !== undefined && { index }), epoch };
  const message = error?.step === undefined ? error?.message : `${error.step}: ${error.message}`;
  const told: ToldEvent = {
    ...{ kind: "ended", ...place, status },
    ...(status === "COMPLETED" && {
      result: await open.look((parts) => runResult(advance.workflow, state, parts), advance),
    }),
    ...(message !== undefined && { error: message }),
  };
  return [{ id, text: JSON.stringify(told) }];
}

interface Told {
  readonly id: string;
  readonly text: string;
}

/** Whether there may be more news than one call reads. */
function hasLeft(news: readonly RunNews[]): boolean {
  const sizes = news.map((each) => (each.kind === "job" ? (each.result?.length ?? 0) : 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return news.length === MAX_RUN_NEWS || bytes >= RUN_NEWS_BYTES;
}

/** Whether a job is of no use any more: of a map there can be many, whose results are kept by the run. */
function isForgotten(news: RunNews): news is RunNews & { readonly jobId: string } {
  return news.kind === "job" && news.run?.index !== undefined && news.status === "COMPLETED";
}

function wakeOf(id: string, { wakeAt }: RunRecord, now: EpochMs): readonly RunWake[] {
  return wakeAt === undefined ? [] : [{ id, inMs: Math.max(0, wakeAt - now) }];
}
