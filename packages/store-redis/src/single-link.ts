import { systemClock } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";
import { Redis } from "ioredis";
import { greetingRefusal } from "./greeting-refusal.ts";
import { quietReadyCheck } from "./quiet-ready-check.ts";
import { CLOSED_AT_ONCE } from "./redis-fault.ts";
import {
  type CommandTaker,
  KEEP_ALIVE_MS,
  type LinkOptions,
  outliveErrors,
  type RedisLink,
  reconnectDelayMs,
  type Subscriber,
  type SubscriberEvents,
  tlsOptions,
} from "./redis-link.ts";
import { replyErrorOf } from "./reply-error.ts";
import { SentinelWatch } from "./sentinel-watch.ts";

/** The master as a Sentinel has named it, `host:port`. */
interface NamedMaster {
  address: string | undefined;
}

/** A connection to one Redis: the one that the URL names, or the master that its Sentinels name. */
export class SingleLink implements RedisLink {
  readonly #url: RedisUrl;
  readonly #options: LinkOptions;
  /** Each with the address that a Sentinel has named for it last. */
  readonly #connections = new Map<Redis, NamedMaster>();
  readonly #watch: SentinelWatch | undefined;
  readonly #redis: Redis;

  constructor(url: RedisUrl, options: LinkOptions) {
    this.#url = url;
    this.#options = options;
    if (url.topology === "sentinel") {
      const { timeoutMs } = options;
      this.#watch = new SentinelWatch(url, { timeoutMs, onSwitch: () => this.#leaveMaster() });
    }
    this.#redis = this.#connect(options.purpose);
  }

  get isReady(): boolean {
    // The driver still calls a connection ready that is about to close and refuses every command.
    return this.#redis.status === "ready" && this.#redis.stream.writable;
  }

  onceReady(listener: () => void): () => void {
    this.#redis.once("ready", listener);
    return () => this.#redis.off("ready", listener);
  }

  get commands(): CommandTaker {
    return this.#redis;
  }

  nodeOf(): CommandTaker {
    return this.#redis;
  }

  lookForNodes(): void {
    // There is one. Sentinels are asked whenever its connection breaks.
  }

  breakUp(): void {
    // Destroyed, because an orderly end would wait for the other side.
    this.#redis.stream.destroy();
  }

  subscribe(channels: readonly string[], { onMessage, onReady }: SubscriberEvents): Subscriber {
    const redis = this.#connect("channels");
    const all = [...channels];
    redis.on("messageBuffer", (channel, message) => onMessage(String(channel), message));
    redis.on("ready", () => {
      if (all.length === 0) return;
      redis.subscribe(...all).then(onReady, () => {
        // The connection broke again; the next one subscribes.
      });
    });
    return {
      add: (channels) => {
        all.push(...channels);
        if (redis.status !== "ready") return;
        redis.subscribe(...channels).catch(() => {
          // The connection broke; the next one subscribes.
        });
      },
      // The answer comes behind the messages, on the same connection.
      catchUp: async () => void (await redis.ping()),
      breakUp: () => redis.stream?.destroy(),
      leave: async () => {
        all.length = 0;
        await redis.unsubscribe();
      },
      close: () => {
        this.#connections.delete(redis);
        redis.disconnect();
      },
    };
  }

  close(): void {
    this.#watch?.close();
    this.#redis.disconnect();
  }

  /** Gives up the connections that do not lead to the new master; new ones do. */
  #leaveMaster(): void {
    for (const [redis, named] of this.#connections) {
      if (!this.#watch?.isCurrent(named.address)) redis.stream?.destroy();
    }
  }

  #connect(purpose: string): Redis {
    const { timeoutMs, onError, onDown } = this.#options;
    const { username, password, database } = this.#url;
    const named: NamedMaster = { address: undefined };
    const redis: Redis = new Redis({
      ...this.#target(named),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      db: database,
      connectionName: `millrace-${purpose}`,
      protocol: 2,
      // A repeated script may have to be told that it is repeated, so the driver repeats it.
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      enableOfflineQueue: false,
      // Calls under way must fail when the connection breaks, instead of never.
      maxRetriesPerRequest: 0,
      connectTimeout: timeoutMs,
      keepAlive: KEEP_ALIVE_MS,
      retryStrategy: reconnectDelayMs,
      // After a failover the master can be another one. All calls under way get the same answer, and
      // the first one ends the connection.
      reconnectOnError: (error) =>
        replyErrorOf(error)?.code === "READONLY" && redis.stream.writable,
    });
    quietReadyCheck(redis);
    // While there is no connection, each call listens for the next one.
    redis.setMaxListeners(0);
    let sentinelError: Error | undefined;
    redis.on("sentinelError", (error: Error) => {
      sentinelError = error;
    });
    const fail = (error: Error) => {
      onError(error);
      onDown();
    };
    /** Whether the two sides have begun to talk, and not yet come to an end with it. */
    let isGreeting = false;
    /** Whether this connection was given up because Redis refuses the database. */
    let isRefused = false;
    const failGreeting = (error: Error) => {
      isGreeting = false;
      void this.#refusal(named).then((said) => fail(said ?? error));
    };
    redis.on("connect", () => {
      sentinelError = undefined;
      isGreeting = true;
      isRefused = false;
    });
    redis.on("ready", () => {
      isGreeting = false;
    });
    redis.on("close", () => {
      // It has not when this side gave the connection up.
      if (isGreeting && redis.stream.readableEnded) failGreeting(new Error(CLOSED_AT_ONCE));
      isGreeting = false;
    });
    outliveErrors(redis);
    redis.on("error", (error) => {
      // What comes after that follows from it.
      if (isRefused) return;
      isRefused = isOfSelect(error);
      // The driver would go on in database 0.
      if (isRefused) redis.stream.destroy();
      if (sentinelError !== undefined) fail(this.#explain(sentinelError));
      else if (isGreeting && isBrokenOff(error)) failGreeting(error);
      else fail(error);
      isGreeting = false;
      sentinelError = undefined;
    });
    redis.on("connect", () => {
      // A Sentinel that has not yet heard of the new master has named the one before.
      if (this.#watch?.isReplaced(named.address)) redis.stream.destroy();
    });
    this.#boundHandshake(redis);
    this.#connections.set(redis, named);
    return redis;
  }

  #target(named: NamedMaster) {
    const { topology, addresses, masterName, sentinelUsername, sentinelPassword } = this.#url;
    const tls = tlsOptions(this.#url);
    if (topology === "standalone") return { ...addresses[0], ...(tls && { tls }) };
    return {
      sentinels: [...addresses],
      name: masterName as string,
      // Called with each address that a Sentinel names, that of the master last; it changes none.
      natMap: (address: string) => {
        named.address = address;
        return null;
      },
      ...(sentinelUsername !== undefined && { sentinelUsername }),
      ...(sentinelPassword !== undefined && { sentinelPassword }),
      sentinelRetryStrategy: reconnectDelayMs,
      sentinelCommandTimeout: this.#options.timeoutMs,
      ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    };
  }

  /** What a Redis says that breaks a connection off before anything was asked. */
  async #refusal({ address }: NamedMaster): Promise<Error | undefined> {
    const [first] = this.#url.addresses;
    const at = /^(.*):(\d+)$/.exec(address ?? `${first?.host}:${first?.port}`);
    return at === null ? undefined : greetingRefusal(at[1] as string, Number(at[2]));
  }

  /** What is wrong with the Sentinels, which the driver tells in its own terms. */
  #explain(error: Error): Error {
    if (!/No such master|invalid reply/.test(error.message)) return error;
    const { masterName } = this.#url;
    return new Error(`the Sentinels know no master named ${masterName}`, { cause: error });
  }

  /** A peer that accepts a connection and then says nothing is given up, and tried again. */
  #boundHandshake(redis: Redis): void {
    let stopTimer = () => {};
    redis.on("connect", () => {
      const { stream } = redis;
      stopTimer = systemClock.setTimer(this.#options.timeoutMs, () => stream.destroy());
    });
    redis.on("ready", () => stopTimer());
    redis.on("close", () => stopTimer());
  }
}

/** Whether the database of the URL was refused. */
function isOfSelect(error: Error & { readonly command?: { readonly name: string } }): boolean {
  return error.command?.name === "select";
}

/** Whether the other side has ended the connection while this one was writing. */
function isBrokenOff(error: Error): boolean {
  return "code" in error && (error.code === "EPIPE" || error.code === "ECONNRESET");
}
