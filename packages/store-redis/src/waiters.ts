import { randomBytes } from "node:crypto";
import type { EpochMs, Lease, LeaseRequest } from "@millrace/core";
import { leasedPlainJob, type PlainJob, readPlainJob, splitJobField } from "./job-reply.ts";

/** What stands before the job in a message at most: a name, a number, an id, a time. */
const MAX_HEAD_BYTES = 128;

/** A lease that may wait, as Redis knows it. */
export interface Waiter {
  readonly name: string;
  /**
   * The number under which it registers next. It tells this registration from those before it, whose
   * jobs may still be on their way, and from those of other leases that have had the same name.
   */
  nextCall(): number;
  /** Takes what was handed over to it since the last time. */
  take(): HandedOver[];
}

/** A job that was handed over, and the number of the registration that it ended. */
export interface HandedOver {
  readonly lease: Lease;
  readonly call: number;
}

interface OpenWaiter extends Waiter {
  readonly request: LeaseRequest;
  /** Less than the number of any registration of its own. */
  readonly callsBefore: number;
  readonly handedOver: HandedOver[];
  readonly onHandOver: () => void;
}

/**
 * The leases of this process that wait for jobs. Redis hands a single job over to one of them, instead of
 * waking all of them to ask for it.
 */
export class Waiters {
  /** What the names of this process' waiters begin with. */
  readonly processName: string = randomBytes(9).toString("base64url");
  readonly #open = new Map<string, OpenWaiter>();
  readonly #onStray: (jobId: string) => void;
  /** Names are used again, so that what Redis keeps of them is bounded by how many wait at once. */
  readonly #freeNames: string[] = [];
  #names = 0;
  #calls = 0;

  /** `onStray` hears of a job that was handed over to a lease that is no longer there. */
  constructor(onStray: (jobId: string) => void) {
    this.#onStray = onStray;
  }

  /** Whether there is any. */
  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Whether any has ever registered, so that a job may be on its way to it. */
  get haveRegistered(): boolean {
    return this.#calls > 0;
  }

  /** Opens a waiter; `onHandOver` is called when a job was handed over to it. */
  open(request: LeaseRequest, onHandOver: () => void): Waiter {
    const name = this.#freeNames.pop() ?? `${this.processName}.${this.#names++}`;
    const handedOver: HandedOver[] = [];
    const take = () => handedOver.splice(0);
    const nextCall = () => ++this.#calls;
    const callsBefore = this.#calls;
    const waiter = { name, callsBefore, request, handedOver, nextCall, take, onHandOver };
    this.#open.set(name, waiter);
    return waiter;
  }

  /** What is handed over to the waiter from now on is stray. */
  close({ name }: Waiter): void {
    this.#open.delete(name);
  }

  /** Frees the name of a closed waiter that Redis no longer knows. */
  free({ name }: Waiter): void {
    this.#freeNames.push(name);
  }

  /** Takes the message in which `enqueue.lua` hands a job over. */
  hear(message: Buffer): void {
    const text = message.toString("latin1", 0, MAX_HEAD_BYTES);
    const headEnd = text.indexOf("\n");
    const head = text.slice(0, headEnd).split(" ");
    const [name, call, id, leasedAt] = head as [string, string, string, string];
    const job = readPlainJob(id, splitJobField(message.subarray(headEnd + 1)));
    this.handOver(name, Number(call), job, Number(leasedAt));
  }

  /** Hands a plain job over that was leased at `leasedAt` to the waiter with this name and call. */
  handOver(name: string, call: number, job: PlainJob, leasedAt: EpochMs): void {
    const waiter = this.#open.get(name);
    if (waiter === undefined || call <= waiter.callsBefore) {
      this.#onStray(job.id);
      return;
    }
    const { workerId, leaseMs } = waiter.request;
    const leased = leasedPlainJob(job, { now: leasedAt, workerId, leaseMs });
    const lease = { job: leased, token: 1, expiresAt: leasedAt + leaseMs };
    waiter.handedOver.push({ lease, call });
    waiter.onHandOver();
  }
}
