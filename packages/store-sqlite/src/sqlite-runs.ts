import {
  type Clock,
  type DueRuns,
  type NameCursor,
  type NewWorkflow,
  newJob,
  newJobId,
  type PlannedRunChange,
  type ReadRun,
  type RunChanged,
  type RunDeleted,
  type RunEngine,
  type RunQuery,
  type RunRead,
  type RunSlice,
  type StoredWorkflow,
} from "@millrace/core";
import type { JobSignals } from "./job-signals.ts";
import { toNewJob } from "./new-job.ts";
import { wholeBytes } from "./sql/job-cells.ts";
import type { ThreadLink } from "./thread-link.ts";

const PARTITION = 0;

/** Workflows and runs of one file. */
export class SqliteRuns implements RunEngine {
  readonly #link: ThreadLink;
  readonly #signals: JobSignals;
  readonly #clock: Clock;

  constructor(link: ThreadLink, signals: JobSignals, clock: Clock) {
    this.#link = link;
    this.#signals = signals;
    this.#clock = clock;
  }

  putWorkflow(workflow: NewWorkflow): ReturnType<RunEngine["putWorkflow"]> {
    return this.#link.call("putWorkflow", workflow);
  }

  getWorkflow(name: string, version?: number): Promise<StoredWorkflow | undefined> {
    return this.#link.call("getWorkflow", { name, version });
  }

  listWorkflows(cursor: NameCursor): Promise<readonly StoredWorkflow[]> {
    return this.#link.call("listWorkflows", cursor);
  }

  async newId(): Promise<string> {
    return newJobId(PARTITION);
  }

  get(id: string, { parts = [], maxNews = 0 }: RunRead = {}): Promise<ReadRun> {
    return this.#link.call("run", { id, parts, maxNews });
  }

  list(query: RunQuery): Promise<RunSlice> {
    return this.#link.call("listRuns", query);
  }

  due(limit: number): Promise<DueRuns> {
    return this.#link.call("dueRuns", limit);
  }

  change({ jobs, parts, starts, followers: _, ...change }: PlannedRunChange): Promise<RunChanged> {
    const now = this.#clock.now();
    const request = {
      ...change,
      ...(parts && { parts: parts.map(wholePart) }),
      ...(starts && {
        starts: starts.map((start) =>
          start.parts === undefined ? start : { ...start, parts: start.parts.map(wholePart) },
        ),
      }),
      jobs: jobs.map(({ id, spec }) => toNewJob(newJob(spec, id, now), spec)),
    };
    return this.#link.call("changeRun", request, Math.max(1, jobs.length));
  }

  tell(id: string, text: string): Promise<boolean> {
    return this.#link.call("tellRun", { id, text });
  }

  delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    return this.#link.call("deleteRun", { id, ifVersion, limit });
  }

  onNews(listener: (id: string) => void): () => void {
    return this.#signals.onNews(listener);
  }
}

function wholePart<Part extends { readonly value?: Uint8Array }>(part: Part): Part {
  return part.value === undefined ? part : { ...part, value: wholeBytes(part.value) };
}
