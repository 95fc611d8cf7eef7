import type { IncomingHttpHeaders } from "node:http";
import { constants, type ServerHttp2Stream } from "node:http2";
import type { Writable } from "node:stream";
import { Code, ConnectError, type ContextValues, createContextValues } from "@connectrpc/connect";
import type { Answer } from "./answer.ts";
import type { ByteAccount, Holding } from "./byte-budget.ts";
import { CALLER, callerOf } from "./caller.ts";
import { DELIVERY, type Delivery } from "./delivery.ts";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import type { PortLimits } from "./port-limits.ts";
import { refusalOf } from "./refuse-call.ts";

// The client must take so much at a time for it to count as reading.
const PIECE_BYTES = 64 * 1024;

type Bytes = AsyncIterableIterator<Uint8Array>;

/** A request and its answer, bounded in the bytes that they hold and in the time that they take. */
export abstract class Exchange implements Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** The path and the query, as they were sent. */
  readonly url: string;
  readonly #now: () => number;
  readonly #account: ByteAccount;
  readonly #held: Holding;
  readonly #beganMs: number;
  #isReceived = false;
  /** Since when the client has taken nothing of what it could; undefined when there is nothing. */
  #unreadSinceMs: number | undefined;
  #refusal: ConnectError | undefined;
  #values: ContextValues | undefined;
  #endReceive: ((reason: ConnectError) => void) | undefined;
  #endWait: (() => void) | undefined;

  constructor(
    { headers, method, url }: Pick<Exchange, "headers" | "method" | "url">,
    account: ByteAccount,
    now: () => number,
  ) {
    this.headers = headers;
    this.method = method;
    this.url = url;
    this.#account = account;
    this.#now = now;
    this.#beganMs = now();
    this.#held = account.hold(() => this.#refuse(crowded()));
  }

  /** Node's request, for who reads it by itself. */
  abstract get request(): NodeServerRequest;
  /** Node's response, for who writes it by itself. */
  abstract get response(): NodeServerResponse;
  /** What the body of the request comes out of. */
  abstract get source(): NodeServerRequest | ServerHttp2Stream;
  abstract get isHttp2(): boolean;
  abstract get remoteAddress(): string | undefined;
  abstract get connection(): object;
  /** Whether nobody is there to be answered any more. */
  abstract get isClosed(): boolean;
  /** Adds a header to the answer, whoever gives it. */
  abstract setHeader(name: string, value: string): void;
  protected abstract get sink(): Writable;
  protected abstract get headersSent(): boolean;
  /** Whether the whole request has come, be it read or not. */
  protected abstract get isComplete(): boolean;
  /**
   * Whether the caller has certainly not had all of the answer. One that is on its way can still be
   * lost, which nobody here can tell.
   */
  protected abstract get isCutShort(): boolean;
  protected abstract sendHead(answer: Answer): void;
  protected abstract reset(code: number): void;

  /** Why the call was ended by the port, if it was. */
  get refusal(): ConnectError | undefined {
    return this.#refusal;
  }

  /** The context values of the call. */
  get values(): ContextValues {
    this.#values ??= createContextValues()
      .set(DELIVERY, this)
      .set(CALLER, callerOf(this.remoteAddress, this.headers));
    return this.#values;
  }

  /** Calls `listener` when the exchange is over, however it went. */
  onClose(listener: () => void): void {
    this.sink.once("close", listener);
  }

  onFailure(listener: () => void): void {
    this.onClose(() => {
      if (this.#refusal !== undefined || this.isCutShort) listener();
    });
  }

  /**
   * The whole body of the request, each chunk counted.
   *
   * @param check called with each chunk and the bytes that came so far; throws what refuses the body.
   * @throws ConnectError when the call is refused meanwhile, or given up before the body has come.
   */
  receive(check: (chunk: Uint8Array, bytes: number) => void): Promise<Uint8Array> {
    const { source } = this;
    return new Promise((resolve, reject) => {
      /** Undefined as soon as the body has all come, or is not wanted any more. */
      let chunks: Uint8Array[] | undefined = [];
      let bytes = 0;
      const fail = (reason: unknown) => {
        chunks = undefined;
        reject(this.#refusal ?? reason);
      };
      const end = () => {
        if (chunks === undefined) return;
        // Node ends the body of a stream that was reset before anybody read it as if it had all come.
        if (this.isClosed) return fail(cutShort());
        this.#isReceived = true;
        resolve(joined(chunks, bytes));
        chunks = undefined;
      };
      if (source.readableEnded || this.isClosed) return end();
      this.#endReceive = fail;
      source.on("data", (chunk: Uint8Array) => {
        if (chunks === undefined) return;
        bytes += chunk.length;
        try {
          this.#hold(chunk.length);
          check(chunk, bytes);
        } catch (reason) {
          return fail(reason);
        }
        chunks.push(chunk);
      });
      source.on("end", end);
      source.on("close", () => {
        if (chunks !== undefined) fail(cutShort());
      });
    });
  }

  /**
   * Answers the request, unless it has been refused or its client has gone.
   *
   * @param onLeft called when the client leaves in the middle of it. Defaults to nothing.
   */
  answer(answer: Answer, onLeft?: (error: Error) => void): void {
    const { body = EMPTY } = answer;
    if (this.#refusal !== undefined || this.isClosed) return;
    if (!this.#held.grow(body.length)) this.#refuse(crowded());
    else this.#send(answer, body, onLeft);
  }

  /**
   * The body of the request, each chunk counted. A handler that reads only a part of it does not
   * destroy the request: Node would then never read the rest, and the connection would stand still.
   *
   * @throws ConnectError when the call is refused meanwhile, or given up before the body has come.
   */
  requestBody(): Bytes {
    const chunks = this.request.iterator({ destroyOnReturn: false });
    const count = (result: IteratorResult<Uint8Array, undefined>) => {
      if (this.#refusal !== undefined) throw this.#refusal;
      if (!result.done) this.#hold(result.value.length);
      // Node ends the body of a stream that was reset before anybody read it as if it had all come.
      else if (this.isHttp2 && this.isClosed) throw cutShort();
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
    this.#endWait?.();
  }

  /** Ends the call when its client takes too long to send it or to read its answer. */
  endIfLate({ requestMs, answerMs }: PortLimits): void {
    const nowMs = this.#now();
    if (this.sink.writableEnded) this.#unreadSinceMs ??= nowMs;
    if (this.#unreadSinceMs !== undefined) {
      if (nowMs - this.#unreadSinceMs >= answerMs) this.reset(constants.NGHTTP2_CANCEL);
      return;
    }
    if (this.headersSent || this.#isReceived || this.isComplete) return;
    if (nowMs - this.#beganMs < requestMs) return;
    const message = `the request did not come within ${requestMs} ms`;
    this.#refuse(new ConnectError(message, Code.DeadlineExceeded));
  }

  /** Tells the client of `reason` as long as it has heard nothing, and ends the call. */
  #refuse(reason: ConnectError): void {
    this.#refusal = reason;
    this.#held.release();
    this.#endReceive?.(reason);
    if (this.isClosed) return;
    const refusal = refusalOf(this.headers, reason.code, reason.rawMessage, true);
    if (this.headersSent || refusal === undefined) {
      this.reset(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    } else {
      this.#send(refusal, refusal.body ?? EMPTY);
    }
  }

  /** Sends the head of `answer`, and its `body` in pieces that show whether the client reads. */
  #send(answer: Answer, body: Uint8Array, onLeft?: (error: Error) => void): void {
    this.sendHead(answer);
    const { sink } = this;
    let sent = 0;
    const next = (error?: Error | null) => {
      if (error) return onLeft?.(error);
      this.#unreadSinceMs = this.#now();
      const piece = body.length > PIECE_BYTES ? body.subarray(sent, sent + PIECE_BYTES) : body;
      sent += piece.length;
      if (sent < body.length) sink.write(piece, next);
      else if (body.length > 0) sink.end(piece);
      else sink.end();
    };
    next();
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
}

/** A copy: the chunks lie in larger buffers of Node, which whoever kept a part of one would keep whole. */
function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
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
