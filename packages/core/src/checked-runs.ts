import { enqueueFault } from "./check-enqueue.ts";
import { checkJobId } from "./job-id.ts";
import type { Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";
import type { NameCursor } from "./name-token.ts";
import { planRunJob } from "./run-job.ts";
import type {
  DueRuns,
  NewWorkflow,
  PlannedRunJob,
  ReadRun,
  RunChange,
  RunDeleted,
  RunEngine,
  RunFollower,
  RunJob,
  RunQuery,
  RunRead,
  RunSlice,
  RunStore,
} from "./run-store.ts";

/** The workflows and runs of a `CheckedStore`. */
export class CheckedRuns implements RunStore {
  readonly #engine: RunEngine;
  readonly #limits: Limits;
  readonly #requireOpen: () => void;

  constructor(engine: RunEngine, limits: Limits, requireOpen: () => void) {
    this.#engine = engine;
    this.#limits = limits;
    this.#requireOpen = requireOpen;
  }

  async putWorkflow(workflow: NewWorkflow): ReturnType<RunStore["putWorkflow"]> {
    this.#requireOpen();
    return this.#engine.putWorkflow(workflow);
  }

  async getWorkflow(name: string, version?: number): ReturnType<RunStore["getWorkflow"]> {
    this.#requireOpen();
    return this.#engine.getWorkflow(name, version);
  }

  async listWorkflows(cursor: NameCursor): ReturnType<RunStore["listWorkflows"]> {
    this.#requireOpen();
    return this.#engine.listWorkflows(cursor);
  }

  async newId(home?: string): Promise<string> {
    this.#requireOpen();
    return this.#engine.newId(home);
  }

  async get(id: string, read?: RunRead): Promise<ReadRun> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.get(id, read);
  }

  async list(query: RunQuery): Promise<RunSlice> {
    this.#requireOpen();
    return this.#engine.list(query);
  }

  async due(limit: number): Promise<DueRuns> {
    this.#requireOpen();
    return this.#engine.due(limit);
  }

  async change(change: RunChange): ReturnType<RunStore["change"]> {
    this.#requireOpen();
    checkJobId(change.id);
    const jobs: PlannedRunJob[] = [];
    const refused: { readonly place: number; readonly error: MillraceError }[] = [];
    for (const [place, job] of change.jobs.entries()) {
      const planned = this.#planned(change.id, job);
      if ("spec" in planned) jobs.push(planned);
      else refused.push({ place, error: planned.error });
    }
    if (refused.length > 0) return { changed: false, refused };
    return this.#engine.change({ ...change, jobs, followers: this.#followers(change) });
  }

  async tell(id: string, text: string): Promise<boolean> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.tell(id, text);
  }

  async delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.delete(id, ifVersion, limit);
  }

  onNews(listener: (id: string) => void): () => void {
    this.#requireOpen();
    return this.#engine.onNews(listener);
  }

  /** None where one is refused: it is refused when it has its turn. */
  #followers({ id, followers = [] }: RunChange): readonly RunFollower<PlannedRunJob>[] {
    const planned: RunFollower<PlannedRunJob>[] = [];
    for (const { job, after } of followers) {
      const each = this.#planned(id, job);
      if ("error" in each) return [];
      planned.push({ job: each, after });
    }
    return planned;
  }

  #planned(runId: string, job: RunJob): PlannedRunJob | { readonly error: MillraceError } {
    const fault = enqueueFault(job.request, this.#limits);
    if (fault !== undefined) return { error: fault };
    const planned = planRunJob(runId, job);
    const elsewhere = this.#engine.keyElsewhere?.(planned.spec);
    return elsewhere === undefined ? planned : { error: elsewhere };
  }
}
