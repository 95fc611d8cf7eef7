import { Code } from "@connectrpc/connect";
import { keepAliveClock } from "@millrace/core";
import { CallFailure, failureOf } from "./call-failure.ts";

/** The signal of one call: it aborts with that of the caller, when the time is up, and when all is over. */
export class CallSignal {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #stopTimer: (() => void) | undefined;

  /** @param timeoutMs how long the call may take; undefined for as long as it likes. */
  constructor(outer: AbortSignal | undefined, timeoutMs: number | undefined) {
    this.#outer = outer;
    if (outer?.aborted) this.#follow();
    else outer?.addEventListener("abort", this.#follow);
    if (timeoutMs === undefined) return;
    const expire = () => {
      this.#end(new CallFailure("the operation timed out", Code.DeadlineExceeded));
    };
    if (timeoutMs > 0) this.#stopTimer = keepAliveClock.setTimer(timeoutMs, expire);
    else expire();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What `reason` means for the call, which ends by it: a call that was aborted fails with why it was. */
  fail(reason: unknown): Error {
    const { signal } = this;
    const failure = signal.aborted ? failureOf(signal.reason, Code.Canceled) : failureOf(reason);
    this.#end(failure);
    return failure;
  }

  /** Lets go of what the call has held. */
  done(): void {
    this.#end(undefined);
  }

  readonly #follow = () => this.#end(this.#outer?.reason);

  #end(reason: unknown): void {
    this.#stopTimer?.();
    this.#outer?.removeEventListener("abort", this.#follow);
    this.#controller.abort(reason);
  }
}
