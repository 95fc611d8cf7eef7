import {
  type ExtendItem,
  type ExtendResult,
  type JobSource,
  type Lease,
  type LeaseRequest,
  MillraceError,
  type Settlement,
  type SettleOptions,
  type SettleResult,
} from "@millrace/core";
import { faultyStore } from "@millrace/store-conformance/faulty-store";

/** A call that a worker makes of its source. */
export type Call = "lease" | "extend" | "settle";

/** One settle call, as it was made. */
export interface SettleCall {
  readonly items: readonly Settlement[];
  readonly resend: boolean;
}

/** `inner`, with faults, and with notes of what is asked of it. */
export class FaultySource implements JobSource {
  readonly leases: LeaseRequest[] = [];
  readonly extensions: (readonly ExtendItem[])[] = [];
  readonly settles: SettleCall[] = [];
  closed = false;
  /** Awaited ahead of each call: it throws, waits or does nothing. */
  before: (call: Call) => void | Promise<void> = () => {};
  /** Awaited when the call has taken effect, ahead of its answer. */
  after: (call: Call) => void | Promise<void> = () => {};
  readonly #source: JobSource;

  constructor(inner: JobSource) {
    this.#source = faultyStore(inner, {
      before: (call) => this.before(call as Call),
      after: (call) => this.after(call as Call),
    });
  }

  async lease(request: LeaseRequest): Promise<Lease[]> {
    this.leases.push(request);
    return this.#source.lease(request);
  }

  async extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]> {
    this.extensions.push(items);
    return this.#source.extend(items, leaseMs);
  }

  async settle(items: readonly Settlement[], options?: SettleOptions): Promise<SettleResult[]> {
    this.settles.push({ items, resend: options?.resend ?? false });
    return this.#source.settle(items, options);
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    return this.#source.onCancelRequested(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** Throws what a source throws that cannot be reached. */
export function unavailable(): never {
  throw new MillraceError("UNAVAILABLE", "no answer");
}

/** A fault that comes so often, each time one of `calls` is made, and then no more. */
export function times(count: number, ...calls: Call[]): (call: Call) => void {
  let left = count;
  return (call) => {
    if (calls.includes(call) && left-- > 0) unavailable();
  };
}
