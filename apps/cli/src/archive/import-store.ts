import { Client } from "@millrace/client";
import {
  type ArchivedJob,
  hasSettings,
  MAX_RESTORED,
  MillraceError,
  type Restored,
  type Store,
} from "@millrace/core";
import type {
  KeyRecord,
  QueueRecord,
  ScheduleRecord,
  StoreRecord,
  WorkflowRecord,
} from "./archive-records.ts";

/** What one call restores of jobs at most, besides their number. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** A record of a file, and where it stands in it. */
export interface NumberedRecord {
  readonly line: number;
  readonly record: StoreRecord;
}

/** Hears what became of each record. */
export type OnRestored = (of: NumberedRecord, restored: Restored) => void;

/** Puts records into a store, in their order; jobs that follow each other go together. */
export class StoreImport {
  readonly #store: Store;
  readonly #client: Client;
  readonly #onRestored: OnRestored;
  #jobs: { readonly of: NumberedRecord; readonly job: ArchivedJob }[] = [];
  #bytes = 0;

  constructor(store: Store, onRestored: OnRestored) {
    this.#store = store;
    this.#client = new Client({ store });
    this.#onRestored = onRestored;
  }

  /** @throws MillraceError `UNAVAILABLE` where nothing is known of what was written. */
  async add(of: NumberedRecord): Promise<void> {
    const { record } = of;
    if (record.kind !== "job") {
      await this.flush();
      this.#onRestored(of, await this.#restore(record));
      return;
    }
    const { payload, result } = record.job.job;
    this.#jobs.push({ of, job: record.job });
    this.#bytes += payload.length + (result?.length ?? 0);
    if (this.#jobs.length === MAX_RESTORED || this.#bytes >= BATCH_BYTES) await this.flush();
  }

  /** Writes what was collected. */
  async flush(): Promise<void> {
    const jobs = this.#jobs;
    if (jobs.length === 0) return;
    const restored = await this.#store.archive.restoreJobs(jobs.map(({ job }) => job));
    jobs.forEach(({ of }, place) => {
      this.#onRestored(of, restored[place] as Restored);
    });
    this.#jobs = [];
    this.#bytes = 0;
  }

  async #restore(record: Exclude<StoreRecord, { kind: "job" }>): Promise<Restored> {
    try {
      switch (record.kind) {
        case "queue":
          return await this.#restoreQueue(record);
        case "key":
          return await this.#restoreKey(record);
        case "workflow":
          return await this.#restoreWorkflow(record);
        case "group":
          return await this.#store.archive.restoreGroup(record.group);
        case "run":
          return await this.#store.archive.restoreRun(record.run);
        case "schedule":
          return await this.#restoreSchedule(record);
      }
    } catch (error) {
      if (error instanceof MillraceError && error.code !== "UNAVAILABLE") return error;
      throw error;
    }
  }

  async #restoreQueue({ type, paused, draining, limits }: QueueRecord): Promise<Restored> {
    const { queues } = this.#store;
    if (hasSettings(await queues.get(type))) return "EXISTS";
    if (limits !== undefined) await queues.setLimits(type, limits);
    if (paused !== undefined) await queues.pause(type, withoutTime(paused));
    if (draining !== undefined) await queues.drain(type, withoutTime(draining));
    return "RESTORED";
  }

  async #restoreKey({ type, key, limits }: KeyRecord): Promise<Restored> {
    const { queues } = this.#store;
    for (let pageToken: string | undefined, isLast = false; !isLast; ) {
      const page: Awaited<ReturnType<typeof queues.listKeys>> = await queues.listKeys(type, {
        pageToken,
      });
      if (page.keys.some((each) => each.key === key && each.limits !== undefined)) return "EXISTS";
      pageToken = page.nextPageToken;
      isLast = pageToken === undefined;
    }
    await queues.setKeyLimits(type, key, limits);
    return "RESTORED";
  }

  async #restoreWorkflow({ name, version, definition }: WorkflowRecord): Promise<Restored> {
    if ((await this.#store.runs.getWorkflow(name, version)) !== undefined) return "EXISTS";
    const put = await this.#client.workflows.put(JSON.parse(definition));
    if (put.version === version) return "RESTORED";
    return new MillraceError(
      "FAILED_PRECONDITION",
      `version ${version} of the workflow ${name} became version ${put.version}; import its earlier versions before it`,
    );
  }

  /** It is due at once, so that whoever fires schedules finds out when it is next. */
  async #restoreSchedule({ name, record, firings }: ScheduleRecord): Promise<Restored> {
    const { schedules } = this.#store;
    const { now, stored } = await schedules.get(name);
    if (stored !== undefined) return "EXISTS";
    const isMade = await schedules.change({
      ...{ name, ifVersion: 0, record, wakeAt: now, jobs: [], firings },
    });
    return isMade ? "RESTORED" : "EXISTS";
  }
}

/** A hold begins when it is asked for. */
function withoutTime<Hold extends { readonly at: number }>({ at: _, ...hold }: Hold) {
  return hold;
}
