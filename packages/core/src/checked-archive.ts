import type {
  ArchivedGroups,
  ArchivedJob,
  ArchivedRun,
  ArchiveEngine,
  ArchiveStore,
  JobStanding,
  Restored,
} from "./archive-store.ts";
import { MAX_RESTORED } from "./archive-store.ts";
import { archivedGroupFault, archivedJobFault, archivedRunFault } from "./check-archived.ts";
import { FieldCheck } from "./field-check.ts";
import type { Group } from "./group.ts";
import type { Job } from "./job.ts";
import { checkJobId } from "./job-id.ts";
import type { Limits } from "./limits.ts";
import type { NameCursor } from "./name-token.ts";

/** The archive of a `CheckedStore`. */
export class CheckedArchive implements ArchiveStore {
  readonly #engine: ArchiveEngine;
  readonly #limits: Limits;
  readonly #requireOpen: () => void;

  constructor(engine: ArchiveEngine, limits: Limits, requireOpen: () => void) {
    this.#engine = engine;
    this.#limits = limits;
    this.#requireOpen = requireOpen;
  }

  async standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]> {
    this.#requireOpen();
    checkCount(jobs, "cannot tell how jobs stand");
    for (const { id } of jobs) checkJobId(id);
    return jobs.length === 0 ? [] : this.#engine.standings(jobs);
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    this.#requireOpen();
    checkCount(jobs, "cannot restore jobs");
    const faults = jobs.map((job) => archivedJobFault(job, this.#limits));
    const valid = jobs.filter((_, place) => faults[place] === undefined);
    const restored = valid.length === 0 ? [] : await this.#engine.restoreJobs(valid);
    let next = 0;
    return faults.map((fault) => fault ?? (restored[next++] as Restored));
  }

  async groups(cursor: NameCursor): Promise<ArchivedGroups> {
    this.#requireOpen();
    return this.#engine.groups(cursor);
  }

  async restoreGroup(group: Group): Promise<Restored> {
    this.#requireOpen();
    return archivedGroupFault(group) ?? (await this.#engine.restoreGroup(group));
  }

  async run(id: string): Promise<ArchivedRun | undefined> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.run(id);
  }

  async restoreRun(run: ArchivedRun): Promise<Restored> {
    this.#requireOpen();
    return archivedRunFault(run) ?? (await this.#engine.restoreRun(run));
  }
}

function checkCount(jobs: readonly unknown[], what: string): void {
  const check = new FieldCheck();
  check.list("jobs", jobs, 0, MAX_RESTORED);
  check.throwIfInvalid(what);
}
