/**
 * Where a job stands in its life.
 *
 * - `SCHEDULED`: waits for its run-at time, or for the end of a snooze. Left by promote
 *   (the store, when the time has come), by an update that makes it due, or by cancel. Kept until then.
 * - `PENDING`: due, waits for a worker. Left by lease, by an update that makes it due later, by cancel, or by
 *   expire (the store, when its start deadline has passed). Kept until then.
 * - `RUNNING`: leased by one worker. Left by that worker's settle (complete, fail, snooze,
 *   throttle, release) or, when the lease expires, by rescue (the store).
 * - `RETRYING`: an attempt failed or its lease was lost; waits for its backoff. Left by promote, by an
 *   update that makes it due, or by cancel. Kept until then.
 * - `BLOCKED`: comes after other jobs, which have not ended. Left by unblock (the store, when they
 *   have) or cancel, also by the store when it would wait in vain; an update leaves it there. Kept until
 *   then.
 * - `COMPLETED`: finished with success. Kept for its retention; redrive runs it again.
 * - `FAILED`: the dead letter: attempts spent, or a permanent error. Kept for its retention;
 *   redrive runs it again.
 * - `CANCELLED`: cancelled before it finished, or not started by its deadline. Kept for its retention; redrive runs it again.
 */
export const JOB_STATUSES = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "RETRYING",
  "BLOCKED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

/** The statuses in which a job is over and only waits for its retention to end. */
export const FINAL_STATUSES = ["COMPLETED", "FAILED", "CANCELLED"] as const satisfies JobStatus[];

export type FinalStatus = (typeof FINAL_STATUSES)[number];

export function isFinal(status: JobStatus): status is FinalStatus {
  return status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";
}

/** What can be done to a job that exists. */
export const JOB_MOVES = [
  "promote",
  "unblock",
  "lease",
  "complete",
  "fail",
  "snooze",
  "throttle",
  "release",
  "rescue",
  "expire",
  "update",
  "cancel",
  "redrive",
  "delete",
] as const;

export type JobMove = (typeof JOB_MOVES)[number];

/** What a delete leads to: the job is gone. */
export const GONE = "GONE";

/**
 * The life of a job: for each status, the moves that are legal and every status a move can lead
 * to, the usual one first. A move that is missing here is refused with `FAILED_PRECONDITION`
 * (or, for a worker's moves, with `LEASE_LOST`) and changes nothing.
 *
 * A job starts as `PENDING`, as `SCHEDULED` when its run-at lies ahead, or as `BLOCKED` when it comes
 * after jobs that have not ended.
 */
export const TRANSITIONS: {
  readonly [From in JobStatus]: {
    readonly [Move in JobMove]?: readonly (JobStatus | typeof GONE)[];
  };
} = {
  SCHEDULED: {
    promote: ["PENDING"],
    update: ["SCHEDULED", "PENDING"],
    cancel: ["CANCELLED"],
    delete: [GONE],
  },
  PENDING: {
    lease: ["RUNNING"],
    expire: ["CANCELLED"],
    update: ["PENDING", "SCHEDULED"],
    cancel: ["CANCELLED"],
    delete: [GONE],
  },
  RUNNING: {
    // A cancel that arrives while the handler runs is a request; a handler that completes all
    // the same has done the work, so the job is COMPLETED.
    complete: ["COMPLETED"],
    fail: ["RETRYING", "FAILED", "CANCELLED"],
    snooze: ["SCHEDULED", "CANCELLED"],
    // Alone it waits for a time; with others, for its queue to go on.
    throttle: ["SCHEDULED", "PENDING", "CANCELLED"],
    release: ["PENDING", "FAILED", "CANCELLED"],
    rescue: ["RETRYING", "FAILED", "CANCELLED"],
    cancel: ["RUNNING"],
  },
  RETRYING: {
    promote: ["PENDING"],
    update: ["RETRYING", "PENDING"],
    cancel: ["CANCELLED"],
    delete: [GONE],
  },
  BLOCKED: {
    unblock: ["PENDING", "SCHEDULED"],
    update: ["BLOCKED"],
    cancel: ["CANCELLED"],
    delete: [GONE],
  },
  COMPLETED: { redrive: ["PENDING"], delete: [GONE] },
  FAILED: { redrive: ["PENDING"], delete: [GONE] },
  CANCELLED: { redrive: ["PENDING"], delete: [GONE] },
};

/** Whether `move` is legal for a job in `from`. */
export function canMove(from: JobStatus, move: JobMove): boolean {
  return TRANSITIONS[from][move] !== undefined;
}

/** The statuses from which `move` is legal, in the order of {@link JOB_STATUSES}. */
export function statusesThatMay(move: JobMove): readonly JobStatus[] {
  return JOB_STATUSES.filter((status) => canMove(status, move));
}

/** The statuses in which a job waits to become due. */
export const PROMOTED_STATUSES: readonly JobStatus[] = /*@__PURE__*/ statusesThatMay("promote");

/** The statuses that a time ends: the run-at, the end of the lease, or the end of the retention. */
export const TIMED_STATUSES: readonly JobStatus[] = /*@__PURE__*/ JOB_STATUSES.filter(
  (status) => canMove(status, "promote") || canMove(status, "rescue") || isFinal(status),
);
