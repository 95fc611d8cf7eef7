import type { EpochMs, JobStatus, Outcome } from "@millrace/core";
import type { JobPlan } from "./schedule.ts";

/** What is known about a job of a run, from outside of the store. */
export interface JobRecord {
  readonly plan: JobPlan;
  /** Once the producer has its answer. */
  id?: string;
  /**
   * Whether it was not made so far: its group was sealed, or another job had its unique key. A call that arrives
   * later can still make it.
   */
  isRefused: boolean;
  /** Its place among all jobs that the store was asked to make, and when that was. */
  enqueued?: { readonly place: number; readonly ms: number };
  /** The jobs that it comes after. */
  readonly after: JobRecord[];
  /** How often the store said that it has made it. */
  timesCreated: number;
  /** When somebody cancelled it, by the time of the run. */
  cancelledMs?: number;
  /** In the order in which they were granted. */
  readonly leases: LeaseRecord[];
  readonly starts: StartRecord[];
  /** How often a worker told its listeners that the job has completed. */
  timesCompleted: number;
}

/** A lease as the store granted it. */
export interface LeaseRecord {
  readonly worker: string;
  readonly token: number;
  readonly attempt: number;
  /** Its place among all leases of the run. */
  readonly granted: number;
  readonly grantedMs: number;
  /** When it began, by the store's clock. */
  readonly startedAt: EpochMs;
  /** By the store's clock, extensions included. */
  expiresAt: EpochMs;
  /** How it was settled, if it was. */
  settled?: Outcome;
  settledMs?: number;
  /** What that led to. */
  status?: JobStatus;
  /** A call with its token was refused. */
  lost: boolean;
}

/** A handler that began. */
export interface StartRecord {
  readonly worker: string;
  readonly token: number;
  /** Its place among all starts of the run. */
  readonly place: number;
  readonly startedMs: number;
  /** When the handler ended by itself. */
  endedMs?: number;
  /** When its signal was aborted. */
  abortedMs?: number;
}
