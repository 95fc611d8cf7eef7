import { constants } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import type { ByteAccount, Holding } from "./byte-budget.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import type { PortLimits } from "./port-limits.ts";
import { refuseCall } from "./refuse-call.ts";

// The client must take so much at a time for it to count as reading.
const PIECE_BYTES = 64 * 1024;

type Bytes = AsyncIterableIterator<Uint8Array>;

/** A request and its answer, bounded in the bytes that they hold and in the time that they take. */
export class Exchange {
  readonly #request: NodeServerRequest;
  readonly #response: NodeServerResponse;
  readonly #now: () => number;
  readonly #account: ByteAccount;
  readonly #held: Holding;
  readonly #beganMs: number;
  #isReceived: boolean;
  /** Since when the client has taken nothing of what it could; undefined when there is nothing. */
  #unreadSinceMs: number | undefined;
  #refusal: ConnectError | undefined;
  #endWait = () => {};

  constructor(
    request: NodeServerRequest,
    response: NodeServerResponse,
    account: ByteAccount,
    now: () => number,
  ) {
    this.#request = request;
    this.#response = response;
    this.#account = account;
    this.#now = now;
    this.#beganMs = now();
    this.#isReceived = "stream" in request && request.stream.endAfterHeaders;
    this.#held = account.hold(() => this.#refuse(crowded()));
  }

  /** Why the call was ended by the port, if it was. */
  get refusal(): ConnectError | undefined {
    return this.#refusal;
  }

  /**
   * The body of the request, each chunk counted. A handler that reads only a part of it does not
   * destroy the request: Node would then never read the rest, and the connection would stand still.
   *
   * @throws ConnectError when the call is refused meanwhile, or given up before the body has come.
   */
  requestBody(): Bytes {
    const chunks = this.#request.iterator({ destroyOnReturn: false });
    const count = (result: IteratorResult<Uint8Array, undefined>) => {
      if (this.#refusal !== undefined) throw this.#refusal;
      if (!result.done) this.#hold(result.value.length);
      // Node ends the body of a stream that was reset before anybody read it as if it had all come.
      else if ("stream" in this.#request && this.#request.stream.closed) throw cutShort();
      else this.#isReceived = true;
      return result;
    };
    const fail = (reason: unknown) => {
      throw this.#refusal ?? cutShort(reason);
    };
    return {
      next: () => chunks.next().then(count, fail),
      return: () => chunks.return?.() ?? DONE,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * `body`, which is to be written to the response, counted until the client has taken it. A stream's
   * next message is not asked for while the connection holds nearly all that it may.
   */
  answerBody(body: AsyncIterable<Uint8Array>, isStream: boolean): Bytes {
    const chunks = body[Symbol.asyncIterator]();
    let rest: Uint8Array = EMPTY;
    let given = 0;
    const give = (): IteratorResult<Uint8Array, undefined> => {
      const piece = rest.length > PIECE_BYTES ? rest.subarray(0, PIECE_BYTES) : rest;
      rest = rest.subarray(piece.length);
      given = piece.length;
      this.#unreadSinceMs = this.#now();
      return { value: piece };
    };
    const giveNext = (result: IteratorResult<Uint8Array, undefined>) => {
      if (this.#refusal !== undefined) throw this.#refusal;
      if (result.done) {
        this.#unreadSinceMs = this.#now();
        return result;
      }
      this.#hold(result.value.length);
      rest = result.value;
      return give();
    };
    return {
      next: () => {
        // Only when the response has room again is more asked for.
        this.#held.shrink(given);
        if (rest.length > 0) return Promise.resolve(give());
        const wasTaken = given > 0;
        given = 0;
        this.#unreadSinceMs = undefined;
        if (!isStream) return chunks.next().then(giveNext);
        if (wasTaken) this.#account.letIn();
        return this.#room()
          .then(() => chunks.next())
          .then(giveNext);
      },
      return: () => chunks.return?.() ?? DONE,
      throw: (reason) => chunks.throw?.(reason) ?? Promise.reject(reason),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Lets go of what the call held: it is over. */
  end(): void {
    this.#held.release();
    this.#endWait();
  }

  /** Ends the call when its client takes too long to send it or to read its answer. */
  endIfLate({ requestMs, answerMs }: PortLimits): void {
    const nowMs = this.#now();
    if (this.#response.writableEnded) this.#unreadSinceMs ??= nowMs;
    if (this.#unreadSinceMs !== undefined) {
      if (nowMs - this.#unreadSinceMs >= answerMs) this.#reset(constants.NGHTTP2_CANCEL);
      return;
    }
    if (this.#response.headersSent || this.#isReceived || this.#request.complete) return;
    if (nowMs - this.#beganMs < requestMs) return;
    const message = `the request did not come within ${requestMs} ms`;
    this.#refuse(new ConnectError(message, Code.DeadlineExceeded));
  }

  /** Tells the client of `reason` as long as it has heard nothing, and ends the call. */
  #refuse(reason: ConnectError): void {
    this.#refusal = reason;
    this.#held.release();
    if (this.#response.headersSent) this.#reset(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    else refuseCall(this.#request, this.#response, reason.code, reason.rawMessage, true);
  }

  async #room(): Promise<void> {
    if (!this.#account.isNearlyFull) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = this.#account.whenRoom(resolve);
    // One whose client has gone goes on, and finds that out.
    this.#endWait = () => {
      leave();
      resolve();
    };
    await promise;
  }

  #hold(bytes: number): void {
    if (this.#held.grow(bytes)) return;
    this.#refuse(crowded());
    throw this.#refusal;
  }

  #reset(code: number): void {
    if ("stream" in this.#response) this.#response.stream.close(code);
    else this.#response.destroy();
  }
}

function cutShort(cause?: unknown): ConnectError {
  const message = "the call was given up before its request had come";
  return new ConnectError(message, Code.Canceled, undefined, undefined, cause);
}

const EMPTY = new Uint8Array();
const DONE = Promise.resolve({ done: true, value: undefined } as const);
/**
 * Says to try again, and nothing about the call: where its answer was too much, it has been carried
 * out. A worker that took this for a refusal of its outcome would throw that away.
 */
function crowded(): ConnectError {
  const message =
    "the requests and unread answers of this connection, or of all, hold too many bytes; send fewer large calls at once";
  return new ConnectError(message, Code.Unavailable);
}
