import { randomBytes } from "node:crypto";
import type { Lease, LeaseRequest } from "@millrace/core";
import { decodePlainJob } from "./job-reply.ts";

/** A lease that may wait, as Redis knows it. */
export interface Waiter {
  readonly name: string;
  /** Tells this lease from others that have had the same name. */
  readonly call: number;
  /** Takes what was handed over to it since the last time. */
  take(): Lease[];
}

interface OpenWaiter extends Waiter {
  readonly request: LeaseRequest;
  readonly handedOver: Lease[];
  readonly onHandOver: () => void;
}

/**
 * The leases of this process that wait for jobs. Redis hands a lone job over to one of them, instead of
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

  /** Opens a waiter; `onHandOver` is called when a job was handed over to it. */
  open(request: LeaseRequest, onHandOver: () => void): Waiter {
    const name = this.#freeNames.pop() ?? `${this.processName}.${this.#names++}`;
    const handedOver: Lease[] = [];
    const take = () => handedOver.splice(0);
    const waiter = { name, call: ++this.#calls, request, handedOver, take, onHandOver };
    this.#open.set(name, waiter);
    return waiter;
  }

  /** What is handed over to the waiter from now on is stray. */
  close({ name }: Waiter): void {
    this.#open.delete(name);
  }

  /** Lets another waiter have the name of one that is closed, of which Redis knows nothing any more. */
  free({ name }: Waiter): void {
    this.#freeNames.push(name);
  }

  /** Takes the message in which `enqueue.lua` hands a job over. */
  hear(message: Buffer): void {
    const headEnd = message.indexOf("\n");
    const head = message.toString("latin1", 0, headEnd).split(" ");
    const [name, call, id, leasedAt] = head as [string, string, string, string];
    const waiter = this.#open.get(name);
    if (waiter === undefined || waiter.call !== Number(call)) {
      this.#onStray(id);
      return;
    }
    const now = Number(leasedAt);
    const { workerId, leaseMs } = waiter.request;
    const field = message.subarray(headEnd + 1);
    const { job, token } = decodePlainJob(id, field, [], { now, workerId, leaseMs });
    waiter.handedOver.push({ job, token, expiresAt: now + leaseMs });
    waiter.onHandOver();
  }
}
