import { FieldCheck, type FieldNames } from "./field-check.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, type NameCursor } from "./name-token.ts";

/** What a worker tells of itself, time and again while it lives. */
export interface WorkerHeartbeat {
  /** Its name in leases, jobs and errors: 1 to 256 bytes. */
  readonly workerId: string;
  /** The types that it leases: 1 to 256. */
  readonly types: readonly string[];
  /** How many jobs it runs at a time, at most. */
  readonly concurrency: number;
  /** How many it runs now. */
  readonly running: number;
  /** Of its program, as it calls it: up to 64 bytes, empty for none. */
  readonly version: string;
  /** The machine that it runs on: up to 256 bytes, empty for none. */
  readonly host: string;
  /** How late its event loop was lately, in milliseconds up to a day: a handler that computes holds it up. */
  readonly eventLoopLagMs: number;
  /** The server by which it is connected: up to 256 bytes, empty for one that is directly on the store. */
  readonly server: string;
}

/** A worker that lives. */
export interface LiveWorker extends WorkerHeartbeat {
  /** How long ago it told so last, in milliseconds by the store's clock. */
  readonly heartbeatAgeMs: number;
}

/** Which workers to list. */
export interface WorkerQuery {
  /** The most workers a page has, 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** A page of workers, by name. */
export interface WorkerPage {
  readonly workers: readonly LiveWorker[];
  /** Where the next page starts; absent on the last one. A page can be short, and still have a next one. */
  readonly nextPageToken?: string;
}

/** How often a worker is to tell that it lives. */
export const HEARTBEAT_INTERVAL_MS = 10_000;
/** How long a worker lives that tells nothing any more. */
export const WORKER_LIFE_MS = 35_000;
/** How many workers a store knows at most. Further ones work all the same, and are not listed. */
export const MAX_WORKERS = 10_000;

/** Where a worker tells that it lives. */
export interface WorkerRegistry {
  /**
   * Tell that a worker lives, for the next 35 seconds.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  heartbeat(beat: WorkerHeartbeat): Promise<void>;

  /** Tell that a worker has ended. Nothing happens when it is not known. */
  leave(workerId: string): Promise<void>;
}

/** The workers of a store that live, up to 10,000: those that tell so. */
export interface WorkerStore extends WorkerRegistry {
  /**
   * List the workers that live, page by page.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  list(query?: WorkerQuery): Promise<WorkerPage>;
}

const BEAT: FieldNames<WorkerHeartbeat> = {
  workerId: true,
  types: true,
  concurrency: true,
  running: true,
  version: true,
  host: true,
  eventLoopLagMs: true,
  server: true,
};
const QUERY: FieldNames<WorkerQuery> = { pageSize: true, pageToken: true };
const MAX_INT = 2 ** 31 - 1;
const MAX_LAG_MS = 86_400_000;

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkHeartbeat(beat: WorkerHeartbeat): void {
  const check = new FieldCheck();
  if (check.only<WorkerHeartbeat>(beat, BEAT, "a heartbeat")) {
    checkName(check, "workerId", beat.workerId, BOUNDS.workerIdBytes, 1);
    if (Array.isArray(beat.types)) {
      check.count("types", beat.types.length, 1, BOUNDS.maxLeaseTypes);
      if (beat.types.length <= BOUNDS.maxLeaseTypes) {
        for (const [i, type] of Array.from(beat.types).entries())
          checkType(check, `types[${i}]`, type);
      }
    } else check.invalid("types", "must be an array of types");
    check.integer("concurrency", beat.concurrency, 0, MAX_INT);
    check.integer("running", beat.running, 0, MAX_INT);
    check.integer("eventLoopLagMs", beat.eventLoopLagMs, 0, MAX_LAG_MS, " ms");
    checkName(check, "version", beat.version, 64, 0);
    checkName(check, "host", beat.host, 256, 0);
    checkName(check, "server", beat.server, 256, 0);
  }
  check.throwIfInvalid("cannot take the heartbeat");
}

/** @throws MillraceError `INVALID_ARGUMENT`. */
export function checkWorkerId(workerId: string): void {
  const check = new FieldCheck();
  checkName(check, "workerId", workerId, BOUNDS.workerIdBytes, 1);
  check.throwIfInvalid("cannot name the worker");
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkWorkerQuery(query: WorkerQuery): NameCursor {
  const check = new FieldCheck();
  let after = "";
  if (check.only(query, QUERY, "a query of workers")) {
    const { pageSize, pageToken } = query;
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxQueuePageSize);
    if (pageToken !== undefined && check.string("pageToken", pageToken)) {
      after = decodeNameToken(check, "workers", pageToken);
    }
  }
  check.throwIfInvalid("cannot list workers");
  return { after, limit: query.pageSize ?? BOUNDS.maxQueuePageSize };
}

function checkName(check: FieldCheck, field: string, value: string, most: number, least: number) {
  if (check.string(field, value)) check.text(field, value, most, least);
}
