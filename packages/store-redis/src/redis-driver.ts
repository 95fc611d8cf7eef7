import { MillraceError } from "@millrace/core";
import { Redis } from "ioredis";
import type { Value } from "./job-hash.ts";
import type { Script } from "./script.ts";
import { ScriptCall } from "./script-call.ts";

/** What a script returns. */
export type Reply = Buffer | number | null | readonly Reply[];

export interface RedisDriverOptions {
  /**
   * How long a call waits for Redis, reconnects included, before it fails with `UNAVAILABLE`, in
   * milliseconds.
   */
  readonly timeoutMs: number;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: (error: Error) => void;
}

/** How to run a script. */
export interface RunOptions {
  /**
   * Makes the arguments of a call that repeats one whose answer was lost with the connection.
   * Without it such a call is not repeated and fails.
   */
  readonly resend?: () => Value[];
}

/** A subscription says nothing for long; this tells a quiet connection from a dead one. */
const KEEP_ALIVE_MS = 10_000;
const RECONNECT_MIN_MS = 20;
const RECONNECT_MAX_MS = 1_000;

/**
 * The connections to one Redis: one for scripts, and one for channels once something subscribes.
 * The only file that knows the driver, ioredis.
 */
export class RedisDriver {
  /** Whether a job can be handed over to a waiting lease by a message. */
  readonly handsOver: boolean = true;
  readonly #redis: Redis;
  readonly #options: RedisDriverOptions;
  readonly #url: string;
  #subscriber: Redis | undefined;
  #channels: string[] = [];
  /** Ends the calls that wait for a connection. */
  readonly #waiting = new Set<() => void>();
  #closed = false;
  #lastError: Error | undefined;

  /** Begins to connect to `url`, and keeps trying until it is closed. */
  constructor(url: string, options: RedisDriverOptions) {
    this.#url = url;
    this.#options = options;
    this.#redis = this.#connect("commands");
  }

  /**
   * Runs `script` on the partition with this prefix.
   *
   * @throws MillraceError `UNAVAILABLE` when Redis does not answer in time.
   */
  async run(
    script: Script,
    prefix: string,
    args: readonly Value[],
    { resend }: RunOptions = {},
  ): Promise<Reply> {
    const deadline = performance.now() + this.#options.timeoutMs;
    let currentArgs = args;
    for (;;) {
      await this.#ready(deadline);
      try {
        return await this.#inTime(this.#evaluate(script, prefix, currentArgs), deadline);
      } catch (error) {
        if (!isConnectionError(error)) throw refusesNow(error) ? refused(error) : error;
        if (resend === undefined) throw unavailable(error);
        currentArgs = resend();
      }
    }
  }

  /** Resolves when Redis answers. */
  async ping(): Promise<void> {
    const deadline = performance.now() + this.#options.timeoutMs;
    await this.#ready(deadline);
    try {
      await this.#inTime(this.#redis.ping(), deadline);
    } catch (error) {
      if (error instanceof MillraceError) throw error;
      throw isConnectionError(error) ? unavailable(error) : refused(error);
    }
  }

  /**
   * Listens to channels, over one more connection. `onReady` is called each time when it has
   * (again) begun to listen: messages before that may be lost.
   */
  subscribe(
    channels: readonly string[],
    onMessage: (channel: string, message: Buffer) => void,
    onReady: () => void,
  ): void {
    const subscriber = this.#connect("channels");
    this.#subscriber = subscriber;
    this.#channels = [...channels];
    subscriber.on("messageBuffer", (channel, message) => onMessage(String(channel), message));
    subscriber.on("ready", () => {
      subscriber.subscribe(...this.#channels).then(onReady, () => {
        // The connection broke again; the next one subscribes.
      });
    });
  }

  /** Listens to these channels too, once something subscribes. */
  subscribeToMore(channels: readonly string[]): void {
    this.#channels.push(...channels);
    if (this.#subscriber?.status !== "ready") return;
    this.#subscriber.subscribe(...channels).catch(() => {
      // The connection broke; the next one subscribes.
    });
  }

  /** Resolves when every message was heard that was sent to a channel before this call. */
  async catchUp(): Promise<void> {
    if (this.#subscriber === undefined) return;
    try {
      // The answer comes behind them, on the same connection.
      await this.#inTime(this.#subscriber.ping(), performance.now() + this.#options.timeoutMs);
    } catch (error) {
      throw unavailable(error);
    }
  }

  close(): void {
    this.#closed = true;
    this.#redis.disconnect();
    this.#subscriber?.disconnect();
    for (const end of this.#waiting) end();
  }

  #connect(purpose: string): Redis {
    const redis = new Redis(this.#url, {
      connectionName: `millrace-${purpose}`,
      protocol: 2,
      // A repeated script may have to be told that it is repeated, so this file repeats it.
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      enableOfflineQueue: false,
      // What is under way when the connection breaks fails then, instead of never.
      maxRetriesPerRequest: 0,
      connectTimeout: this.#options.timeoutMs,
      keepAlive: KEEP_ALIVE_MS,
      retryStrategy: (times) =>
        Math.min(RECONNECT_MIN_MS * 2 ** Math.min(times, 10), RECONNECT_MAX_MS),
    });
    // While there is no connection, each call listens for the next one.
    redis.setMaxListeners(0);
    redis.on("error", (error) => {
      this.#lastError = error;
      this.#options.onConnectionError?.(error);
    });
    this.#boundHandshake(redis);
    return redis;
  }

  /** A peer that accepts a connection and then says nothing is given up, and tried again. */
  #boundHandshake(redis: Redis): void {
    let timer: NodeJS.Timeout | undefined;
    redis.on("connect", () => {
      const { stream } = redis;
      timer = setTimeout(() => stream.destroy(), this.#options.timeoutMs);
      timer.unref();
    });
    redis.on("ready", () => clearTimeout(timer));
    redis.on("close", () => clearTimeout(timer));
  }

  async #evaluate(script: Script, prefix: string, args: readonly Value[]): Promise<Reply> {
    try {
      return await this.#send(new ScriptCall("EVALSHA", script.sha1, prefix, args));
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return await this.#send(new ScriptCall("EVAL", script.source, prefix, args));
    }
  }

  #send(call: ScriptCall): Promise<Reply> {
    return this.#redis.sendCommand(call) as Promise<Reply>;
  }

  /** Waits until the connection is up. */
  async #ready(deadline: number): Promise<void> {
    if (this.#closed) throw new MillraceError("UNAVAILABLE", "the store is closed");
    if (performance.now() > deadline) throw this.#unreachable();
    // A connection that is about to close is still called ready, but refuses every command.
    if (this.#redis.status === "ready" && this.#redis.stream.writable) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => settle(this.#unreachable()), leftMs(deadline));
      const onReady = () => settle();
      const onEnd = () => settle(new MillraceError("UNAVAILABLE", "the store is closed"));
      const settle = (error?: MillraceError) => {
        clearTimeout(timer);
        this.#redis.off("ready", onReady);
        this.#waiting.delete(onEnd);
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#redis.once("ready", onReady);
      this.#waiting.add(onEnd);
    });
  }

  #unreachable(): MillraceError {
    const { host } = new URL(this.#url);
    const reason = this.#lastError === undefined ? "" : ` (${this.#lastError.message})`;
    return new MillraceError(
      "UNAVAILABLE",
      `Redis at ${host} cannot be reached${reason}; check that it runs and that the URL is right`,
      { cause: this.#lastError },
    );
  }

  /**
   * The answer, unless it takes too long. A connection without answers may be half open, so it is
   * made anew.
   */
  async #inTime<Answer>(answer: Promise<Answer>, deadline: number): Promise<Answer> {
    const { stream } = this.#redis;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(unavailable());
        // Not an orderly end, which would wait for that of the other side.
        stream.destroy();
      }, leftMs(deadline));
    });
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function leftMs(deadline: number): number {
  return Math.max(0, deadline - performance.now());
}

/** Whether the connection failed, so that it is unknown what became of the command. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof MillraceError) return false;
  return error.name !== "ReplyError";
}

/** Whether Redis answered that it cannot serve now. */
function refusesNow(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(LOADING|BUSY|READONLY|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|OOM|MISCONF|NOREPLICAS)\b/.test(
      error.message,
    )
  );
}

function refused(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(
    "UNAVAILABLE",
    `Redis refuses the call, and nothing was changed: ${reason}`,
    { cause },
  );
}

function unavailable(cause?: unknown): MillraceError {
  const reason = refusesNow(cause) ? ` (${(cause as Error).message})` : "";
  return new MillraceError(
    "UNAVAILABLE",
    `Redis did not answer${reason}; whether the call took effect is unknown: try again, with an idempotency key where a job must not be made twice`,
    { cause },
  );
}
