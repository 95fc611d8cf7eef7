import { checkCancelReason } from "./cancel-reason.ts";
import { checkCreateGroup } from "./check-group.ts";
import type { CreateGroupRequest, Group, GroupQuery } from "./group.ts";
import { checkGroupQuery } from "./group-query.ts";
import type { GroupJobPage, GroupStore } from "./group-store.ts";
import type { Job } from "./job.ts";
import { checkJobId } from "./job-id.ts";
import type { Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { encodeNameToken } from "./name-token.ts";
import type { GroupMembers, StoreEngine } from "./store-engine.ts";

/** How many jobs of a group are changed at a time. */
const STEP = 100;

/** The groups of a `CheckedStore`. */
export class CheckedGroups implements GroupStore {
  readonly #engine: StoreEngine;
  readonly #limits: Limits;
  readonly #requireOpen: () => void;

  constructor(engine: StoreEngine, limits: Limits, requireOpen: () => void) {
    this.#engine = engine;
    this.#limits = limits;
    this.#requireOpen = requireOpen;
  }

  async create(request: CreateGroupRequest = {}): Promise<Group> {
    this.#requireOpen();
    return this.#engine.groups.create(checkCreateGroup(request, this.#limits));
  }

  async get(id: string): Promise<Group> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.groups.get(id);
  }

  async seal(id: string): Promise<Group> {
    this.#requireOpen();
    checkJobId(id);
    return this.#engine.groups.seal(id);
  }

  async listJobs(id: string, query: GroupQuery = {}): Promise<GroupJobPage> {
    this.#requireOpen();
    checkJobId(id);
    const { groups } = this.#engine;
    const { ids, last } = await groups.members(id, checkGroupQuery(query));
    const jobs = (await Promise.all(ids.map((job) => this.#read(job)))).flat();
    return last === undefined ? { jobs } : { jobs, nextPageToken: encodeNameToken("group", last) };
  }

  async cancel(id: string, reason = ""): Promise<Group> {
    this.#requireOpen();
    checkJobId(id);
    checkCancelReason(reason);
    await this.#engine.groups.seal(id);
    await this.#eachJob(id, async (job) => {
      await this.#engine.cancel(job, reason, undefined);
    });
    return this.#engine.groups.get(id);
  }

  async retry(id: string): Promise<Group> {
    this.#requireOpen();
    checkJobId(id);
    await this.#eachJob(id, async (job) => {
      const { status, sequence } = await this.#engine.get(job, "BASIC");
      if (status === "FAILED") await this.#engine.redrive(job, sequence);
    });
    return this.#engine.groups.get(id);
  }

  async #read(id: string): Promise<Job[]> {
    const jobs: Job[] = [];
    await unlessPassed(async () => {
      jobs.push(await this.#engine.get(id, "BASIC"));
    });
    return jobs;
  }

  /** Calls `change` with the id of each job; one that has finished or is gone meanwhile is passed over. */
  async #eachJob(id: string, change: (job: string) => Promise<void>): Promise<void> {
    for (let after: string | undefined = ""; after !== undefined; ) {
      const page: GroupMembers = await this.#engine.groups.members(id, { after, limit: STEP });
      await Promise.all(page.ids.map((job) => unlessPassed(() => change(job))));
      after = page.last;
    }
  }
}

async function unlessPassed(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const code = error instanceof MillraceError ? error.code : undefined;
    if (code !== "NOT_FOUND" && code !== "FAILED_PRECONDITION") throw error;
  }
}
