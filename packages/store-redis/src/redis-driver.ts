import {
  keepAliveClock,
  LATE,
  MillraceError,
  sleep,
  storeClosed,
  timerMs,
  within,
} from "@millrace/core";
import { parseRedisUrl, type RedisUrl } from "@millrace/store-url";
import { Command } from "ioredis";
import { AnswerWatch } from "./answer-watch.ts";
import { ClusterLink } from "./cluster-link.ts";
import { IntervalProbe } from "./interval-probe.ts";
import type { Value } from "./job-hash.ts";
import {
  isConnectionError,
  isFinal,
  refused,
  refusesNow,
  unavailable,
  unreachable,
} from "./redis-fault.ts";
import { PROBE_INTERVAL_MS, type RedisLink, type Subscriber } from "./redis-link.ts";
import { ReplicatedLink, type Replication } from "./replicated-link.ts";
import { replyErrorOf, withoutArguments } from "./reply-error.ts";
import type { Script } from "./script.ts";
import { ScriptCall } from "./script-call.ts";
import { SingleLink } from "./single-link.ts";

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
  /** Called each time when there is (again) a connection. */
  readonly onReady?: () => void;
  /**
   * How often to look whether a subscription still hears anything, in milliseconds. Defaults to 5,000.
   */
  readonly probeIntervalMs?: number;
}

/** How to run a script. */
export interface RunOptions {
  /**
   * Makes the arguments of a call that repeats one whose answer was lost with the connection.
   * Without it such a call is not repeated and fails.
   */
  readonly resend?: () => Value[];
}

/** How long to wait before a node that cannot serve at the moment is asked again. */
const PAUSE_MS = 50;

/**
 * The calls to a Redis: scripts, and channels once something subscribes. Scripts go over one
 * connection, or one a node; channels over another one.
 */
export class RedisDriver {
  /**
   * Whether a job can be handed over to a waiting lease by a message: a node of a cluster does not
   * know how many listen to a message at other nodes.
   */
  readonly handsOver: boolean;
  readonly #link: RedisLink;
  readonly #options: RedisDriverOptions;
  readonly #answers = new AnswerWatch();
  readonly #url: RedisUrl;
  #subscriber: Subscriber | undefined;
  #probe: IntervalProbe | undefined;
  /** Ends the calls that wait for a connection. */
  readonly #waiting = new Set<(error: MillraceError) => void>();
  /** Those among them that do not wait for a second attempt. */
  readonly #connecting = new Set<(error: MillraceError) => void>();
  #closed = false;
  #lastError: Error | undefined;

  get url(): RedisUrl {
    return this.#url;
  }

  /**
   * Begins to connect to `url`, and keeps trying until it is closed. With `replication`, what a script
   * returns comes as a `ReplicatedReply`, and only scripts that write can be run.
   */
  constructor(url: string, options: RedisDriverOptions, replication?: Replication) {
    this.#url = parseRedisUrl(url);
    const timeoutMs = timerMs(options.timeoutMs);
    this.#options = { ...options, timeoutMs };
    this.handsOver = this.#url.topology !== "cluster";
    const linkOptions = {
      purpose: replication === undefined ? "commands" : "replicated",
      timeoutMs,
      onError: (error: Error) => this.#noteError(error),
      onDown: () => {
        for (const end of this.#connecting) end(this.#unreachable());
      },
    };
    const link =
      this.#url.topology === "cluster"
        ? new ClusterLink(this.#url, linkOptions)
        : new SingleLink(this.#url, linkOptions);
    this.#link = replication === undefined ? link : new ReplicatedLink(link, replication);
    if (options.onReady !== undefined) this.#eachTimeReady(options.onReady);
  }

  /**
   * Runs `script` on the partition with this prefix.
   *
   * @throws MillraceError `UNAVAILABLE` when Redis does not answer in time, or cannot serve now;
   *   `FAILED_PRECONDITION` and `DATA_LOSS` with what to put right, `INTERNAL`.
   */
  async run(
    script: Script,
    prefix: string,
    args: readonly Value[],
    { resend }: RunOptions = {},
  ): Promise<Reply> {
    const deadline = this.#deadline();
    let currentArgs = args;
    let mayHaveRun = false;
    for (;;) {
      if (!this.isUp || leftMs(deadline) === 0) {
        await this.#ready(deadline).catch((error: unknown) => {
          throw mayHaveRun ? unavailable(error) : error;
        });
      }
      try {
        return await this.#evaluate(script, prefix, currentArgs, deadline);
      } catch (error) {
        if (error instanceof MillraceError) throw error;
        if (!isConnectionError(error)) {
          if (!refusesNow(error)) throw mayHaveRun ? unavailable(error) : refused(error);
          // After a failover another node will serve; a Redis alone will not soon.
          if (this.#isAlone || leftMs(deadline) <= PAUSE_MS) {
            throw mayHaveRun ? unavailable(error) : refused(error);
          }
        } else {
          if (resend === undefined) throw unavailable(error);
          currentArgs = resend();
          mayHaveRun = true;
        }
        // The nodes of a cluster come and go while the cluster is there.
        if (this.#link.isReady) await this.#pause(deadline);
      }
    }
  }

  /**
   * Resolves when there is a connection.
   *
   * @throws MillraceError with the reason as soon as one attempt to connect has failed.
   */
  async connected(): Promise<void> {
    if (this.#link.isReady) return;
    if (this.#lastError !== undefined) throw this.#unreachable();
    await this.#ready(this.#deadline(), this.#connecting);
  }

  /** Resolves when Redis answers. */
  async ping(): Promise<void> {
    await this.command("PING");
  }

  /**
   * Resolves when the nodes that hold the partitions with these prefixes would take a write that needs
   * memory.
   *
   * @throws MillraceError `UNAVAILABLE` with Redis' reason.
   */
  async requireWritable(prefixes: readonly string[]): Promise<void> {
    const deadline = this.#deadline();
    await this.#ready(deadline);
    const nodes = new Map<unknown, Command>();
    for (const prefix of prefixes) {
      // No key is named by the prefix alone, and XX does not create it.
      const command = new Command("SET", [prefix, "", "XX"]);
      nodes.set(this.#link.nodeOf(command), command);
    }
    await Promise.all([...nodes.values()].map((command) => this.#ask(command, deadline)));
  }

  /** Sends a command that belongs to no key. */
  async command(name: string, ...args: string[]): Promise<Reply> {
    const deadline = this.#deadline();
    await this.#ready(deadline);
    return this.#ask(new Command(name, args, { replyEncoding: null }), deadline);
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
    this.#subscriber = this.#link.subscribe(channels, { onMessage, onReady });
    // A lost message goes unnoticed: TCP can be healthy while the server behind it is not.
    this.#probe = new IntervalProbe(
      () => this.catchUp(),
      this.#options.probeIntervalMs ?? PROBE_INTERVAL_MS,
    );
  }

  /** Listens to these channels too, once something subscribes. */
  subscribeToMore(channels: readonly string[]): void {
    this.#subscriber?.add(channels);
  }

  /**
   * Resolves when every message was heard that was sent to a channel before this call. A subscription
   * that does not answer in time is made anew.
   */
  async catchUp(): Promise<void> {
    const subscriber = this.#subscriber;
    if (subscriber === undefined) return;
    await this.#heard(subscriber.catchUp(), () => subscriber.breakUp());
  }

  /**
   * Listens to channels no more. When it resolves, every message was heard that Redis counts as heard,
   * and every call was answered that was sent before, unless a connection is broken.
   */
  async leave(): Promise<void> {
    this.#probe?.close();
    const heard = this.#subscriber && this.#heard(this.#subscriber.leave());
    await Promise.allSettled([heard, this.isUp && this.ping()]);
  }

  close(): void {
    this.#closed = true;
    this.#probe?.close();
    this.#link.close();
    this.#subscriber?.close();
    for (const end of this.#waiting) end(storeClosed());
  }

  #eachTimeReady(listener: () => void): void {
    this.#link.onceReady(() => {
      this.#eachTimeReady(listener);
      listener();
    });
  }

  #deadline(): number {
    return performance.now() + this.#options.timeoutMs;
  }

  get isUp(): boolean {
    return this.#link.isReady && !this.#closed;
  }

  get #isAlone(): boolean {
    return this.#url.topology === "standalone";
  }

  /** Waits for the answer behind the messages. */
  async #heard(answer: Promise<void>, onSilence = () => {}): Promise<void> {
    const deadline = this.#deadline();
    try {
      await this.#answers.inTime(answer, deadline, () => {
        onSilence();
        return unavailable();
      });
    } catch (error) {
      throw unavailable(error);
    }
  }

  #noteError(error: Error): void {
    if (this.#closed) return;
    withoutArguments(error);
    this.#lastError = error;
    this.#options.onConnectionError?.(error);
    // It will not be another answer before the deadline.
    if (isFinal(error)) for (const end of this.#waiting) end(this.#unreachable());
  }

  async #evaluate(
    script: Script,
    prefix: string,
    args: readonly Value[],
    deadline: number,
  ): Promise<Reply> {
    const keys = this.handsOver ? [prefix] : [prefix, guardKey(prefix)];
    try {
      return await this.#send(new ScriptCall("EVALSHA", script.sha1, keys, args), deadline);
    } catch (error) {
      if (replyErrorOf(error)?.code !== "NOSCRIPT") throw error;
      return await this.#send(new ScriptCall("EVAL", script.source, keys, args), deadline);
    }
  }

  /** Sends a command that is no script. */
  async #ask(command: Command, deadline: number): Promise<Reply> {
    try {
      return await this.#send(command, deadline);
    } catch (error) {
      if (error instanceof MillraceError) throw error;
      throw isConnectionError(error) ? unavailable(error) : refused(error);
    }
  }

  /**
   * Sends `command` and waits for its answer. A connection without answers may be half open, so it is
   * made anew.
   */
  #send(command: Command, deadline: number): Promise<Reply> {
    const answer = this.#link.commands.sendCommand(command) as Promise<Reply>;
    return this.#answers.inTime(answer, deadline, () => {
      this.#link.breakUp(command);
      // The cause may have silenced the other connection, too.
      this.#probe?.probeNow();
      return unavailable();
    });
  }

  async #pause(deadline: number): Promise<void> {
    await sleep(keepAliveClock, Math.min(PAUSE_MS, leftMs(deadline)));
  }

  /** Waits until the connection is up. */
  async #ready(deadline: number, group?: Set<(error: MillraceError) => void>): Promise<void> {
    if (this.#closed) throw storeClosed();
    if (performance.now() > deadline) throw this.#unreachable();
    if (this.#link.isReady) return;
    if (this.#lastError !== undefined && isFinal(this.#lastError)) throw this.#unreachable();
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const stopListening = this.#link.onceReady(resolve);
    this.#waiting.add(reject);
    group?.add(reject);
    try {
      if ((await within(keepAliveClock, leftMs(deadline), ready)) === LATE)
        throw this.#unreachable();
    } finally {
      stopListening();
      this.#waiting.delete(reject);
      group?.delete(reject);
    }
  }

  #unreachable(): MillraceError {
    return unreachable(this.#url, this.#lastError);
  }
}

/**
 * A second key of the same slot, which never exists. While a slot moves from one node to another, its
 * keys lie on both, and a script would see half of them. A call that names several keys of which one
 * is missing is refused with TRYAGAIN until the slot has moved.
 */
function guardKey(prefix: string): string {
  return prefix.startsWith("{") ? `${prefix}!` : `{${prefix}}!`;
}

function leftMs(deadline: number): number {
  return Math.max(0, deadline - performance.now());
}
