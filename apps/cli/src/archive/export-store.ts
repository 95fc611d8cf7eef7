import {
  type ArchivedJob,
  archivedJobFault,
  type Job,
  type JobStatus,
  MAX_RESTORED,
  MillraceError,
  type Store,
  type StoredRun,
} from "@millrace/core";
import type { QueueRecord, StoreRecord } from "./archive-records.ts";
import { UNLIMITED } from "./record-text.ts";

/**
 * Jobs go on from one of these to a later one, but for those of running queues: so nothing that moves on while the
 * statuses are read one after the other is missed.
 */
const READ_STATUSES: readonly JobStatus[] = [
  ...(["RUNNING", "BLOCKED", "SCHEDULED", "RETRYING", "PENDING"] as const),
  ...(["COMPLETED", "FAILED", "CANCELLED"] as const),
];

/** Payloads of so many jobs are in memory together. */
const PAGE_JOBS = Math.min(100, MAX_RESTORED);

/** Reads all that a store keeps, in the order of a file; of its jobs those in `statuses`. */
export async function* exportStore(
  store: Store,
  statuses: readonly JobStatus[] = READ_STATUSES,
): AsyncGenerator<StoreRecord> {
  yield* queuesOf(store);
  yield* workflowsOf(store);
  yield* groupsOf(store);
  yield* runsOf(store);
  for (const status of statuses) yield* jobsOf(store, status);
  yield* schedulesOf(store);
}

async function* queuesOf(store: Store): AsyncGenerator<StoreRecord> {
  for await (const queue of allQueues(store)) {
    const { type, paused, draining, limits } = queue;
    if (paused !== undefined || draining !== undefined || limits !== undefined) {
      const set = { ...(paused && { paused }), ...(draining && { draining }) };
      yield { kind: "queue", type, ...set, ...(limits && { limits }) } satisfies QueueRecord;
    }
    for (let pageToken: string | undefined, isLast = false; !isLast; ) {
      const page: Awaited<ReturnType<typeof store.queues.listKeys>> = await store.queues.listKeys(
        type,
        { pageToken },
      );
      for (const { key, limits: own } of page.keys) {
        if (own !== undefined) yield { kind: "key", type, key, limits: own };
      }
      pageToken = page.nextPageToken;
      isLast = pageToken === undefined;
    }
  }
}

/** The queues of a store. */
export async function* allQueues({ queues }: Store) {
  for (let pageToken: string | undefined, isLast = false; !isLast; ) {
    const page: Awaited<ReturnType<typeof queues.list>> = await queues.list({ pageToken });
    yield* page.queues;
    pageToken = page.nextPageToken;
    isLast = pageToken === undefined;
  }
}

const NAMES = 100;

async function* workflowsOf({ runs }: Store): AsyncGenerator<StoreRecord> {
  for (let after = ""; ; ) {
    const latest = await runs.listWorkflows({ after, limit: NAMES });
    for (const { name, version: last } of latest) {
      for (let version = 1; version <= last; version++) {
        const stored = await runs.getWorkflow(name, version);
        if (stored !== undefined) {
          yield { kind: "workflow", name, version, definition: stored.definition };
        }
      }
    }
    const end = latest.at(-1)?.name;
    if (end === undefined || latest.length < NAMES) return;
    after = end;
  }
}

async function* groupsOf({ archive }: Store): AsyncGenerator<StoreRecord> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof archive.groups>> = await archive.groups({
      after,
      limit: NAMES,
    });
    for (const group of page.groups) yield { kind: "group", group };
    after = page.last;
  }
}

async function* runsOf({ runs, archive }: Store): AsyncGenerator<StoreRecord> {
  for (let after: Pick<StoredRun, "createdAt" | "id"> | undefined, isLast = false; !isLast; ) {
    const page: Awaited<ReturnType<typeof runs.list>> = await runs.list({ after, limit: NAMES });
    for (const { id } of page.runs) {
      const run = await archive.run(id);
      if (run !== undefined) yield { kind: "run", run };
    }
    after = page.last;
    isLast = after === undefined;
  }
}

async function* jobsOf(store: Store, status: JobStatus): AsyncGenerator<StoreRecord> {
  for (let pageToken: string | undefined, isLast = false; !isLast; ) {
    const page: Awaited<ReturnType<Store["list"]>> = await store.list({
      ...{ statuses: [status], view: "FULL", pageSize: PAGE_JOBS, pageToken },
    });
    for (const job of await withStandings(store, page.jobs)) yield { kind: "job", job };
    pageToken = page.nextPageToken;
    isLast = pageToken === undefined;
  }
}

/** Jobs with how they stand; one that is gone by now is left out. */
async function withStandings(store: Store, jobs: readonly Job[]): Promise<ArchivedJob[]> {
  if (jobs.length === 0) return [];
  const standings = await store.archive.standings(jobs);
  const archived: ArchivedJob[] = [];
  for (const [place, job] of jobs.entries()) {
    const standing = standings[place];
    if (standing === undefined) continue;
    const known = { job, standing };
    const whole = fitsTogether(known) ? known : await readAgain(store, job.id);
    if (whole !== undefined) archived.push(whole);
  }
  return archived;
}

/** How often a job is read that changes all the time. */
const TRIES = 5;

/** A job that has changed between the two reads; `undefined` when it is gone. */
async function readAgain(store: Store, id: string): Promise<ArchivedJob | undefined> {
  let known: ArchivedJob | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    const job = await getIfThere(store, id);
    const [standing] = job === undefined ? [] : await store.archive.standings([job]);
    if (job === undefined || standing === undefined) return undefined;
    known = { job, standing };
    if (fitsTogether(known)) return known;
  }
  return known && withoutLostKey(known);
}

async function getIfThere(store: Store, id: string): Promise<Job | undefined> {
  try {
    return await store.get(id);
  } catch (error) {
    if (error instanceof MillraceError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** What a store has lost of an idempotency key, as a Redis that evicts keys may, binds nothing any more. */
function withoutLostKey({ job, standing }: ArchivedJob): ArchivedJob {
  if (standing.fingerprint !== undefined) return { job, standing };
  const { idempotencyKey: _, ...rest } = job;
  return { job: rest, standing };
}

function fitsTogether(archived: ArchivedJob): boolean {
  return archivedJobFault(archived, UNLIMITED) === undefined;
}

async function* schedulesOf({ schedules }: Store): AsyncGenerator<StoreRecord> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof schedules.list>> = await schedules.list({
      after,
      limit: NAMES,
    });
    for (const { name, record } of page.schedules) {
      yield { kind: "schedule", name, record, firings: await schedules.firings(name) };
    }
    after = page.last;
  }
}
