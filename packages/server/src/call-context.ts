import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, type ContextValues, type HandlerContext } from "@connectrpc/connect";
import { systemClock } from "@millrace/core";
import { CALLER } from "./caller.ts";
import type { Exchange } from "./exchange.ts";

/** The context of a call, of which only what is asked for is made. */
export class CallContext implements HandlerContext {
  readonly method: DescMethod;
  readonly protocolName: string;
  readonly timeoutMs: () => number | undefined;
  readonly #exchange: Exchange;
  #controller: AbortController | undefined;
  #endDeadline = () => {};
  #responseHeader: Headers | undefined;
  #responseTrailer: Headers | undefined;

  /** @param timeoutMs after which the caller gives the call up; undefined for never. */
  constructor(
    exchange: Exchange,
    method: DescMethod,
    protocolName: string,
    timeoutMs: number | undefined,
  ) {
    this.#exchange = exchange;
    this.method = method;
    this.protocolName = protocolName;
    if (timeoutMs === undefined) {
      this.timeoutMs = NEVER;
    } else {
      const deadline = performance.now() + timeoutMs;
      this.timeoutMs = () => deadline - performance.now();
    }
  }

  get service(): DescService {
    return this.method.parent;
  }

  get requestMethod(): string {
    return this.#exchange.method;
  }

  get url(): string {
    return `http://millrace${this.#exchange.url}`;
  }

  get requestHeader(): Headers {
    return this.values.get(CALLER).headers;
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  /** What the service wants sent before and after its answer, where it wants any. */
  get metadata(): { readonly header: Headers | undefined; readonly trailer: Headers | undefined } {
    return { header: this.#responseHeader, trailer: this.#responseTrailer };
  }

  get values(): ContextValues {
    return this.#exchange.values;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#watch();
    return this.#controller.signal;
  }

  /** The call is over: nothing waits for its signal any more. */
  end(): void {
    this.#endDeadline();
    this.#controller?.abort(OVER);
  }

  #watch(): AbortController {
    const controller = new AbortController();
    const leave = () => {
      // Every exchange closes, mostly when its call is over, and an error takes its time to be made.
      if (controller.signal.aborted) return;
      controller.abort(new ConnectError("the caller has gone", Code.Canceled));
    };
    if (this.#exchange.isClosed) leave();
    else this.#exchange.onClose(leave);
    const leftMs = this.timeoutMs();
    if (leftMs !== undefined) {
      const late = () =>
        controller.abort(new ConnectError("the operation timed out", Code.DeadlineExceeded));
      if (leftMs <= 0) late();
      else this.#endDeadline = systemClock.setTimer(leftMs, late);
    }
    return controller;
  }
}

const NEVER = () => undefined;
// One for all: an abort without a reason makes an error for each.
const OVER = new ConnectError("the call is over", Code.Canceled);
