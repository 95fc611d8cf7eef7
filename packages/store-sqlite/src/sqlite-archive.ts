import type {
  ArchivedGroups,
  ArchivedJob,
  ArchivedRun,
  ArchiveEngine,
  Group,
  Job,
  JobStanding,
  NameCursor,
  Restored,
} from "@millrace/core";
import type { RestoredRow } from "./commands.ts";
import { fromErrorData } from "./error-data.ts";
import { wholeBytes } from "./sql/job-cells.ts";
import type { ThreadLink } from "./thread-link.ts";

/** Takes what is kept out of a file, and puts what was taken out of another store into it. */
export class SqliteArchive implements ArchiveEngine {
  readonly #link: ThreadLink;

  constructor(link: ThreadLink) {
    this.#link = link;
  }

  async standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]> {
    const ids = jobs.map(({ id }) => id);
    return [...(await this.#link.call("standings", ids, ids.length))];
  }

  async restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]> {
    const restored = await this.#link.call("restoreJobs", jobs.map(wholeJob), jobs.length);
    return restored.map(readRestored);
  }

  groups(cursor: NameCursor): Promise<ArchivedGroups> {
    return this.#link.call("archivedGroups", cursor);
  }

  async restoreGroup(group: Group): Promise<Restored> {
    return readRestored(await this.#link.call("restoreGroup", group));
  }

  run(id: string): Promise<ArchivedRun | undefined> {
    return this.#link.call("archivedRun", id);
  }

  async restoreRun(run: ArchivedRun): Promise<Restored> {
    return readRestored(await this.#link.call("restoreRun", run));
  }
}

function wholeJob({ job, standing }: ArchivedJob): ArchivedJob {
  const { payload, result } = job;
  const whole = { ...job, payload: wholeBytes(payload) };
  return {
    job: result === undefined ? whole : { ...whole, result: wholeBytes(result) },
    standing,
  };
}

function readRestored(row: RestoredRow): Restored {
  return typeof row === "string" ? row : fromErrorData(row.error);
}
