import {
  BOUNDS,
  type Clock,
  checkJson,
  checkRunId,
  checkStartRun,
  checkType,
  closestName,
  decodeNameToken,
  encodeNameToken,
  encodeRunToken,
  FieldCheck,
  isFinalRun,
  MillraceError,
  type NameCursor,
  newJobId,
  type PutWorkflowResult,
  RUN_BOUNDS,
  RUN_DEFAULTS,
  type Run,
  type RunListQuery,
  type RunLogPage,
  type RunPage,
  type RunStep,
  type RunUpdate,
  runBegin,
  runQueryOf,
  type SignalOptions,
  type StartRunOptions,
  type StepResultPage,
  type StoredWorkflow,
  sleep,
  systemClock,
  WakeUps,
  type WorkflowPage,
  type WorkflowVersion,
} from "@millrace/core";
import { startRun } from "./advance-run.ts";
import type { Steps, WorkflowDefinition } from "./definition.ts";
import type { Json } from "./json.ts";
import { lostEnds } from "./lost-work.ts";
import { OpenRun } from "./open-run.ts";
import { readWorkflow } from "./read-workflow.ts";
import { refusalOf } from "./refusal.ts";
import { resultsBefore, type StepResults } from "./results-before.ts";
import { placeId, RunAdvancer, type RunFailureListener, type RunWake } from "./run-advancer.ts";
import type { RunHome } from "./run-home.ts";
import { historyPage, runSummary, runView, stepResultPage } from "./run-pages.ts";
import { PART } from "./run-parts.ts";
import type { ToldEvent } from "./run-record.ts";
import type { StoredSignal } from "./signals.ts";
import { WorkflowVersions } from "./workflow-versions.ts";

/** How often a watch looks at what other processes do. */
const LOOK_MS = 1_000;

export interface WatchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Defaults to the machine's clock. */
  readonly clock?: Clock;
}

const homes = new WeakMap<RunHome, Runs>();

/** The runs of a store: one object for each, which reads workflows once. */
export function runsOf(home: RunHome): Runs {
  const runs = homes.get(home) ?? new Runs(home);
  homes.set(home, runs);
  return runs;
}

/** The workflows of a store and their runs. */
export class Runs {
  readonly #home: RunHome;
  readonly #versions: WorkflowVersions;
  readonly #advancer: RunAdvancer;
  /** Wakes, by the id of a run, whoever watches it. */
  readonly #watchers = new WakeUps();

  constructor(home: RunHome) {
    this.#home = home;
    this.#versions = new WorkflowVersions(home.runs);
    this.#advancer = new RunAdvancer(home, this.#versions, (id) => this.#watchers.wake(id));
  }

  /**
   * Keeps a version of a workflow, unless the latest one says the same, whatever it says to people.
   *
   * @throws MillraceError `INVALID_ARGUMENT` that names each place that is wrong.
   */
  async put(definition: WorkflowDefinition): Promise<PutWorkflowResult> {
    const { name } = readWorkflow(definition);
    const { ui: _ui, description: _description, ...content } = definition;
    const put = await this.#home.runs.putWorkflow({
      name,
      definition: JSON.stringify(definition),
      content: JSON.stringify(sorted(content as unknown as Json)),
    });
    return { name, ...put };
  }

  /** Reads a version of a workflow, the latest by default. @throws MillraceError `NOT_FOUND`. */
  async getWorkflow(name: string, version?: number): Promise<WorkflowVersion> {
    const check = new FieldCheck();
    checkType(check, "name", name);
    if (version !== undefined) check.integer("version", version, 1, RUN_BOUNDS.maxVersion);
    check.throwIfInvalid("cannot read the workflow");
    return versionOf(await this.#stored(name, version));
  }

  /** One page of the latest versions, by name. @throws MillraceError `INVALID_ARGUMENT`. */
  async listWorkflows(query: {
    readonly pageSize?: number | undefined;
    readonly pageToken?: string | undefined;
  }): Promise<WorkflowPage> {
    const cursor = workflowCursor(query);
    const workflows = (await this.#home.runs.listWorkflows(cursor)).map(versionOf);
    const last = workflows.length < cursor.limit ? undefined : workflows.at(-1);
    const nextPageToken = last === undefined ? "" : encodeNameToken("workflows", last.name);
    return { workflows, nextPageToken };
  }

  /**
   * Starts a run of a workflow.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, `NOT_FOUND`, or `FAILED_PRECONDITION` when its first jobs cannot be made
   *   in its partition.
   */
  async start(
    name: string,
    options: StartRunOptions = {},
  ): Promise<{ readonly run: Run; readonly created: boolean }> {
    checkStartRun(name, options);
    const { input = {}, idKey, routeKey = idKey, metadata = {} } = options;
    const { retentionMs = RUN_DEFAULTS.retentionMs } = options;
    const { version } = await this.#stored(name, options.version);
    const workflow = await this.#versions.get(name, version);
    const id = await this.#home.runs.newId(routeKey);
    const { now } = await this.#home.runs.get(id);
    const at = runBegin(options, now);
    // As JSON has it, so that all that reads it has the same.
    const start = { id, input: JSON.parse(JSON.stringify(input)) as Json, at };
    const advance = startRun(workflow, start, now);
    const record = { version, metadata, retentionMs };
    const key = idKey === undefined ? {} : { key: `${name} ${idKey}` };
    const made = await this.#advancer.make({ id, workflow: name, ...key }, record, advance, now);
    if ("refused" in made) throw made.refused[0]?.error;
    if (!made.changed) {
      if (made.existing !== undefined) {
        return { run: await this.get(made.existing), created: false };
      }
      // The call was repeated because its answer was lost, and the first one has made the run.
    }
    await this.advance(advance.runs.map((child) => placeId(id, child)));
    return { run: await this.get(id), created: true };
  }

  /** Reads a run. @throws MillraceError `NOT_FOUND`. */
  async get(id: string, { steps = false }: { readonly steps?: boolean } = {}): Promise<Run> {
    return runView(await this.#open(id), steps);
  }

  /** One page of runs, the latest first, without inputs and results. @throws MillraceError `INVALID_ARGUMENT`. */
  async list(query: RunListQuery = {}): Promise<RunPage> {
    const { runs, last } = await this.#home.runs.list(runQueryOf(query));
    const shown = await Promise.all(
      runs.map(async (stored) => {
        const { record, workflow } = await OpenRun.of(this.#home, this.#versions, stored);
        return record.isDeleted === true ? [] : runSummary(stored, record, workflow);
      }),
    );
    return { runs: shown.flat(), nextPageToken: encodeRunToken(last) };
  }

  /**
   * Tells a run something, and decides what comes of it.
   *
   * @throws MillraceError `NOT_FOUND`, and as `refusalOf` says for what the run cannot do.
   */
  async tell(id: string, event: ToldEvent): Promise<Run> {
    if (event.kind === "ended") throw new MillraceError("INTERNAL", "only a store tells of an end");
    checkWords(id, event);
    const { workflow, record } = await this.#open(id);
    const refusal = refusalOf(workflow, record.state, event);
    if (refusal !== undefined) throw refusal;
    if (!(await this.#home.runs.tell(id, JSON.stringify(event)))) throw runNotFound(id);
    await this.advance([id]);
    return this.get(id);
  }

  /**
   * Sends a signal to a run.
   *
   * @throws MillraceError as `tell` does, and `INVALID_ARGUMENT` for what is no signal.
   */
  async signal(
    id: string,
    name: string,
    payload: unknown = null,
    { signalId = newJobId(0), by }: SignalOptions = {},
  ): Promise<Run> {
    const check = new FieldCheck();
    if (check.string("name", name)) check.text("name", name, RUN_BOUNDS.keyBytes, 1);
    if (check.string("signalId", signalId)) {
      check.text("signalId", signalId, RUN_BOUNDS.keyBytes, 1);
    }
    checkJson(check, "payload", payload);
    check.throwIfInvalid(`cannot signal run ${id}`);
    const event = { kind: "signal", id: signalId, name, payload: payload as Json } as const;
    return this.tell(id, by === undefined ? event : { ...event, by });
  }

  /**
   * The payload of a signal that a run has had; undefined when it has had none of this id.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async signalPayload(id: string, signalId: string): Promise<Json | undefined> {
    const open = await this.#open(id);
    const part = PART.signal(signalId);
    const signal = await open.look((parts) =>
      parts.has(part) ? { value: parts.get(part) } : { needs: [part] },
    );
    return (signal as StoredSignal | undefined)?.payload;
  }

  /**
   * Checks that a run could take a signal by one of its steps, now or later.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` when it has ended or has no such step.
   */
  async checkSignal(id: string, name: string): Promise<void> {
    const { workflow, record } = await this.#open(id);
    const event = { kind: "signal", id: "0", name, payload: null } as const;
    const refusal = refusalOf(workflow, record.state, event);
    if (refusal !== undefined) throw refusal;
    const names = [...workflow.steps.values()].flatMap(({ action }) =>
      action.kind === "await" ? action.signal : [],
    );
    if (names.includes(name)) return;
    const meant = closestName(name, names);
    const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
    const message = `no step of run ${id} waits for a signal ${name}${hint}`;
    throw new MillraceError("FAILED_PRECONDITION", message);
  }

  /** A page of the history of a run, behind the sequence `after`. @throws MillraceError `NOT_FOUND`. */
  async history(id: string, after = 0, limit: number = RUN_BOUNDS.lines): Promise<RunLogPage> {
    const check = new FieldCheck();
    check.integer("afterSequence", after, 0, Number.MAX_SAFE_INTEGER);
    check.integer("limit", limit, 1, RUN_BOUNDS.lines);
    check.throwIfInvalid(`cannot read the history of run ${id}`);
    return historyPage(await this.#open(id), after, limit);
  }

  /**
   * The result of a step, of a map a page from an item on.
   *
   * @throws MillraceError `NOT_FOUND`, also for a step that is none; `FAILED_PRECONDITION` for one that has not
   *   completed.
   */
  async stepResult(id: string, step: string, fromItem = 0): Promise<StepResultPage> {
    const check = new FieldCheck();
    check.integer("fromItem", fromItem, 0, Number.MAX_SAFE_INTEGER);
    check.throwIfInvalid(`cannot read a result of run ${id}`);
    return stepResultPage(await this.#open(id), step, fromItem);
  }

  /**
   * What a run is told by a job that completes and adds `steps` to it: see `tellsRun` of an outcome.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when they cannot be added.
   */
  async addedBy({ id, ...job }: RunStep, steps: Steps): Promise<string> {
    const event = { kind: "add", steps, job } as const satisfies ToldEvent;
    const { workflow, record } = await this.#open(id);
    const refusal = refusalOf(workflow, record.state, event);
    if (refusal === undefined) return JSON.stringify(event);
    // Another code would have a worker try again.
    throw new MillraceError("INVALID_ARGUMENT", refusal.message, {
      violations: refusal.violations,
    });
  }

  /**
   * What the steps right before each of these have made, as JSON, by step: of those that have completed, up to 256 KiB
   * for each, and `room` bytes for all. A run that is not there has none.
   */
  resultsBefore(steps: readonly RunStep[], room: number): Promise<StepResults[]> {
    return resultsBefore(this.#home, (id) => this.#read(id), steps, room);
  }

  /**
   * Deletes a run that has ended, with its jobs and results.
   *
   * @throws MillraceError `NOT_FOUND`, or `FAILED_PRECONDITION` for one that goes on.
   */
  async delete(id: string): Promise<void> {
    await this.#open(id);
    await this.#advancer.delete(id);
  }

  /**
   * Tells the history of a run behind the sequence `after`, and how the run stands, again and again until it has ended
   * or is gone, or `signal` aborts. What other processes do is seen within a second.
   *
   * @throws MillraceError `NOT_FOUND`.
   */
  async *watch(
    id: string,
    after = 0,
    { signal, clock = systemClock }: WatchOptions = {},
  ): AsyncGenerator<RunUpdate, void, undefined> {
    const check = new FieldCheck();
    check.integer("afterSequence", after, 0, Number.MAX_SAFE_INTEGER);
    check.throwIfInvalid(`cannot watch run ${id}`);
    let sequence = after;
    for (let isFirst = true; signal?.aborted !== true; ) {
      const changed = new AbortController();
      const unlisten = this.#watchers.listen([id], () => changed.abort());
      try {
        const open = await this.#open(id);
        const { lines } = await historyPage(open, sequence, RUN_BOUNDS.lines);
        const isOver = isFinalRun(open.record.state.status);
        sequence = lines.at(-1)?.sequence ?? sequence;
        const isWhole = lines.length < RUN_BOUNDS.lines;
        if (isFirst || lines.length > 0 || isOver) {
          const { stored, record, workflow } = open;
          const isLast = isOver && isWhole;
          const run = isLast ? await runView(open, false) : runSummary(stored, record, workflow);
          yield { lines, run };
          isFirst = false;
        }
        if (isOver && isWhole) return;
        const left =
          signal === undefined ? changed.signal : AbortSignal.any([changed.signal, signal]);
        if (isWhole) await sleep(clock, LOOK_MS, left);
      } catch (error) {
        if (!isFirst && error instanceof MillraceError && error.code === "NOT_FOUND") return;
        throw error;
      } finally {
        unlisten();
      }
    }
  }

  /**
   * Decides what comes next in these runs. Returns when they are due by themselves.
   *
   * @param onFailure hears of each run that cannot advance, and the others do. Without it, the first error is thrown.
   */
  advance(ids: readonly string[], onFailure?: RunFailureListener): Promise<RunWake[]> {
    return this.#advancer.advance(ids, onFailure);
  }

  /**
   * Looks whether a run waits for jobs or child runs in vain, because they are gone, and has their steps fail then.
   *
   * @param turn says which items of large maps to look at: one more each time.
   */
  async findLost(id: string, turn: number): Promise<void> {
    const ends = await lostEnds(this.#home, this.#versions, id, turn);
    if (ends.length === 0) return;
    for (const end of ends) await this.#home.runs.tell(id, JSON.stringify(end satisfies ToldEvent));
    await this.advance([id]);
  }

  async #open(id: string): Promise<OpenRun> {
    checkRunId(id);
    const open = await this.#read(id);
    if (open === undefined || open.record.isDeleted === true) throw runNotFound(id);
    return open;
  }

  /** Reads a run with what has followed by itself, which its record says when somebody asks. */
  async #read(id: string): Promise<OpenRun | undefined> {
    const open = await OpenRun.read(this.#home, this.#versions, id, 1);
    const [first] = open?.news ?? [];
    if (first?.kind !== "job" || first.isFollowed !== true) return open;
    // One that cannot advance is read as it was.
    await this.advance([id], () => undefined);
    return OpenRun.read(this.#home, this.#versions, id, 0);
  }

  async #stored(name: string, version?: number): Promise<StoredWorkflow> {
    const stored = await this.#home.runs.getWorkflow(name, version);
    if (stored !== undefined) return stored;
    const which =
      version === undefined ? `workflow ${name}` : `version ${version} of workflow ${name}`;
    throw new MillraceError("NOT_FOUND", `there is no ${which}`);
  }
}

/** Checks what is told to people. */
function checkWords(id: string, event: ToldEvent): void {
  const check = new FieldCheck();
  const { by } = event;
  const reason = event.kind === "cancel" ? event.reason : undefined;
  if (event.kind === "rerun" && Array.isArray(event.from)) {
    check.count("from", event.from.length, 1, RUN_BOUNDS.steps);
  }
  if (event.kind === "retry" && event.how !== undefined) {
    check.oneOf("mode", event.how, ["RESUME", "RESTART"]);
  }
  if (by !== undefined && check.string("by", by)) check.text("by", by, BOUNDS.byBytes);
  if (reason !== undefined && check.string("reason", reason)) {
    check.text("reason", reason, BOUNDS.reasonBytes);
  }
  check.throwIfInvalid(`cannot ${event.kind} run ${id}`);
}

function workflowCursor(query: {
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}): NameCursor {
  const { pageSize = RUN_BOUNDS.pageSize, pageToken = "" } = query;
  const check = new FieldCheck();
  check.integer("pageSize", pageSize, 1, RUN_BOUNDS.pageSize);
  const after = decodeNameToken(check, "workflows", pageToken);
  check.throwIfInvalid("cannot list workflows");
  return { after, limit: pageSize };
}

function versionOf({ name, version, definition }: StoredWorkflow): WorkflowVersion {
  return { name, version, definition: JSON.parse(definition) as unknown };
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}

function runNotFound(id: string): MillraceError {
  return new MillraceError("NOT_FOUND", `there is no run ${id}`);
}
