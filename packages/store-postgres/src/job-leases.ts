import {
  corruptOutcome,
  type ExtendItem,
  type ExtendResult,
  isJobId,
  LEASE_BYTES,
  type Lease,
  type LeaseRequest,
  leaseLost,
  type PollResult,
  type QueueTally,
  type Settlement,
  type SettleResult,
  Unsent,
} from "@millrace/core";
import { distinctJobs } from "./distinct-jobs.ts";
import type { JobChanger } from "./job-changer.ts";
import type { StoredJob } from "./job-row.ts";
import type { JobTables } from "./job-tables.ts";
import type { PgSession, RunOptions } from "./pg-session.ts";
import { asMillraceError } from "./postgres-fault.ts";
import { runEach } from "./run-each.ts";

/** How many jobs of expired leases are rescued at a time. */
const RESCUED_JOBS = 1_000;

export interface JobLeasesOptions {
  readonly tables: JobTables;
  readonly changer: JobChanger;
  /** The connection for all of this. */
  readonly session: PgSession;
  /** How long a lease may wait before it looks again, in milliseconds. */
  readonly pollMs: () => number;
  /** Counts what happens. */
  readonly tally: QueueTally;
  /** Hears of the runs whose jobs have completed. */
  readonly onNews: (runId: string) => void;
}

/** The worker's half: leases jobs, and extends and settles the leases. */
export class JobLeases {
  readonly #tables: JobTables;
  readonly #changer: JobChanger;
  readonly #session: PgSession;
  readonly #pollMs: () => number;
  readonly #tally: QueueTally;
  readonly #onNews: (runId: string) => void;

  constructor({ tables, changer, session, pollMs, tally, onNews }: JobLeasesOptions) {
    this.#tally = tally;
    this.#onNews = onNews;
    this.#tables = tables;
    this.#changer = changer;
    this.#session = session;
    this.#pollMs = pollMs;
  }

  /** Leases what is due now. Expired leases of these types are rescued on the way. */
  async lease(request: LeaseRequest): Promise<PollResult> {
    const session = this.#session;
    const leases: Lease[] = [];
    let bytesLeft = LEASE_BYTES;
    for (;;) {
      const maxJobs = request.maxJobs - leases.length;
      const found = await this.#tables.lease(session, { ...request, maxJobs }, bytesLeft);
      const { leased, now, hasExpired, nextDue, limited } = found;
      const corrupt: StoredJob[] = [];
      for (const stored of leased) {
        const { job, token, unreadable } = stored;
        if (unreadable.length > 0) {
          corrupt.push(stored);
          continue;
        }
        const lease = { job, token, expiresAt: now + request.leaseMs };
        leases.push(limited.includes(job.type) ? { ...lease, limited: true } : lease);
        bytesLeft -= job.payload.length;
      }
      if (corrupt.length > 0) await this.#bury(corrupt);
      if (hasExpired) {
        const ids = await this.#tables.expired(session, request.types, RESCUED_JOBS);
        await this.#changer.rescue(session, ids);
      } else if (leases.length > 0) {
        this.#tally.leasedAll(leases);
        return { leases };
      } else if (corrupt.length === 0) {
        const pollMs = this.#pollMs();
        const dueMs = nextDue === undefined ? pollMs : Math.min(pollMs, Math.max(0, nextDue - now));
        return { leases, nextDueMs: dueMs };
      }
    }
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    const results: ExtendResult[] = [];
    for (const round of distinctJobs(items)) {
      const known = round.filter(({ item }) => canBeLease(item));
      const requests = known.map(({ item }) => item);
      const extended = await this.#extendRound(requests, leaseMs);
      for (const { place } of round) results[place] = "LEASE_LOST";
      known.forEach(({ place }, i) => {
        results[place] = extended[i] as ExtendResult;
      });
    }
    return results;
  }

  async settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    const results: SettleResult[] = [];
    for (const round of distinctJobs(items)) {
      const settlements = round.map(({ item }) => item).filter(canBeLease);
      const settled = await this.#settleRound(settlements, resend);
      for (const { item, place } of round) {
        results[place] = settled.get(item.jobId) ?? { error: leaseLost(item.jobId) };
      }
    }
    return results;
  }

  /** Extends leases, no two of one job. */
  async #extendRound(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    if (items.length === 0) return [];
    const sent = await this.#runEach(items, async (some, options) => {
      const extended = await this.#tables.extend(this.#session, some, leaseMs, options);
      return some.map(({ jobId }): ExtendResult => {
        const cancelRequested = extended.get(jobId);
        if (cancelRequested === undefined) return "LEASE_LOST";
        return cancelRequested ? "CANCEL_REQUESTED" : "OK";
      });
    });
    const [first] = sent;
    if (first instanceof Unsent && sent.every((one) => one instanceof Unsent)) throw first.error;
    return sent.map((one) => (one instanceof Unsent ? "NOT_EXTENDED" : one));
  }

  /**
   * Settles leases, no two of one job: those that complete in one statement, the others by core, each of them
   * that has children by itself. Where one of these fails as a whole, the others are answered all the same.
   */
  async #settleRound(
    items: readonly Settlement[],
    resend: boolean,
  ): Promise<Map<string, SettleResult>> {
    const parents = items.filter(isParent);
    const completed = items.filter((item) => item.outcome.kind === "completed" && !isParent(item));
    const others = items.filter(({ outcome }) => outcome.kind !== "completed");
    const change = (some: readonly Settlement[]) => {
      return { items: some, settle: () => this.#changer.settle(this.#session, some, resend) };
    };
    const parts = [
      { items: completed, settle: () => this.#complete(completed, resend) },
      change(others),
      ...parents.map((parent) => change([parent])),
    ].filter((part) => part.items.length > 0);
    const results = new Map<string, SettleResult>();
    const answers = await Promise.allSettled(parts.map(({ settle }) => settle()));
    answers.forEach((answer, i) => {
      if (answer.status === "fulfilled") {
        for (const [id, result] of answer.value) results.set(id, result);
      } else {
        if (answers.every(({ status }) => status === "rejected")) throw answer.reason;
        const error = asMillraceError(answer.reason);
        for (const { jobId } of parts[i]?.items ?? []) results.set(jobId, { error });
      }
    });
    return results;
  }

  async #complete(
    items: readonly Settlement[],
    resend: boolean,
  ): Promise<Map<string, SettleResult>> {
    const session = this.#session;
    const sent = await this.#runEach(items, async (some, options) => {
      const { completed, repeated } = await this.#tables.complete(session, some, options);
      const done = new Map<string, boolean>();
      for (const [id, type, runMs] of completed) {
        if (type === null) done.set(id, false);
        else if (runMs === null) this.#onNews(id);
        else {
          done.set(id, true);
          this.#tally.ended(type, "COMPLETED", runMs);
        }
      }
      return some.map(({ jobId }) => ({ isDone: done.get(jobId), repeated }));
    });
    const results = new Map<string, SettleResult>();
    let repeats = resend;
    /** Those that others wait for, and those that another try may have completed. */
    const left: Settlement[] = [];
    sent.forEach((one, i) => {
      const item = items[i] as Settlement;
      if (one instanceof Unsent) results.set(item.jobId, { error: asMillraceError(one.error) });
      else if (one.isDone) results.set(item.jobId, { status: "COMPLETED" });
      else if (one.isDone === false || resend || one.repeated) {
        left.push(item);
        repeats ||= one.repeated;
      }
    });
    if (left.length > 0) {
      for (const [id, result] of await this.#changer.settle(session, left, repeats)) {
        results.set(id, result);
      }
    }
    return results;
  }

  #runEach<Item extends { readonly jobId: string }, Result>(
    items: readonly Item[],
    send: (items: readonly Item[], options: RunOptions) => Promise<readonly Result[]>,
  ) {
    return runEach(items, send, {
      idOf: ({ jobId }) => jobId,
      findHeld: (ids) => this.#tables.held(this.#session, ids),
    });
  }

  async #bury(corrupt: readonly StoredJob[]): Promise<void> {
    const settlements = corrupt.map(({ job, token, unreadable }): Settlement => {
      return { jobId: job.id, token, outcome: corruptOutcome(unreadable) };
    });
    await this.#changer.settle(this.#session, settlements, false);
  }
}

/** Whether a store can have handed out such a lease; what cannot be has no form in Postgres either. */
function canBeLease({ jobId, token }: { readonly jobId: string; readonly token: number }): boolean {
  return Number.isSafeInteger(token) && isJobId(jobId);
}

/** Whether more than its own end comes of it. */
function isParent({ outcome }: Settlement): boolean {
  return (
    outcome.kind === "completed" &&
    (outcome.enqueue !== undefined || outcome.tellsRun !== undefined)
  );
}
