import type { RedisUrl } from "@millrace/store-url";
import { Redis } from "ioredis";
import { AnswerWatch } from "./answer-watch.ts";
import { IntervalProbe } from "./interval-probe.ts";
import {
  KEEP_ALIVE_MS,
  outliveErrors,
  PROBE_INTERVAL_MS,
  reconnectDelayMs,
  tlsOptions,
} from "./redis-link.ts";

/** What Sentinels say: that one is chosen to be the next master, that it has become it, that it cannot. */
const CHOSEN = "+selected-slave";
const SWITCHED = "+switch-master";
const ABORTED = "-failover-abort-slave-timeout";
/** Sentinels demote a master that comes back after 8 s or somewhat more. */
const IMPOSTOR_MS = 15_000;

/** How to listen to Sentinels. */
export interface SentinelWatchOptions {
  readonly timeoutMs: number;
  /** Called when a Sentinel says that there will be, or is, another master. */
  readonly onSwitch: () => void;
  /** How often to look whether a Sentinel is still heard, in milliseconds. Defaults to 5,000. */
  readonly probeIntervalMs?: number;
}

/**
 * Listens to the Sentinels for a new master. The old one may still run, or come back, and act as the
 * master until the Sentinels tell it otherwise. Writes that it accepts meanwhile are lost.
 *
 * An address here is the host and port as Sentinels write them, which can be a name, or lead through a
 * translation of addresses: no socket knows it.
 */
export class SentinelWatch {
  readonly #sentinels: readonly Redis[];
  readonly #probes: readonly IntervalProbe[];
  readonly #answers = new AnswerWatch();
  #current: string | undefined;
  #replaced: { readonly address: string; readonly at: number } | undefined;

  constructor(
    url: RedisUrl,
    { timeoutMs, onSwitch, probeIntervalMs = PROBE_INTERVAL_MS }: SentinelWatchOptions,
  ) {
    this.#sentinels = url.addresses.map(({ host, port }) => {
      const sentinel = connect(url, host, port, timeoutMs);
      sentinel.on("ready", () => {
        sentinel.subscribe(CHOSEN, SWITCHED, ABORTED).catch(() => {
          // The connection broke; the next one subscribes.
        });
      });
      sentinel.on("message", (channel, message: string) => {
        if (this.#hear(channel, message.split(" "), url.masterName)) onSwitch();
      });
      return sentinel;
    });
    this.#probes = this.#sentinels.map(
      (sentinel) => new IntervalProbe(() => this.#ask(sentinel, timeoutMs), probeIntervalMs),
    );
  }

  /** Whether this is the address of the master that a Sentinel has named last. */
  isCurrent(address: string | undefined): boolean {
    return address !== undefined && address === this.#current;
  }

  /** Whether this is the address of the one that was the master until shortly. */
  isReplaced(address: string | undefined): boolean {
    if (this.#replaced === undefined) return false;
    return (
      address === this.#replaced.address && performance.now() - this.#replaced.at < IMPOSTOR_MS
    );
  }

  close(): void {
    for (const probe of this.#probes) probe.close();
    for (const sentinel of this.#sentinels) sentinel.disconnect();
  }

  /** A connection without an answer may be half open, so it is made anew. */
  async #ask(sentinel: Redis, timeoutMs: number): Promise<void> {
    await this.#answers.inTime(sentinel.ping(), performance.now() + timeoutMs, () => {
      sentinel.stream?.destroy();
      return new Error("the Sentinel does not answer");
    });
  }

  /**
   * Takes in what a Sentinel says; returns whether the master is another one by that. Each Sentinel
   * tells of a switch, and only the first to do so brings news.
   */
  #hear(channel: string, words: readonly string[], masterName: string | undefined): boolean {
    const at = performance.now();
    if (channel === SWITCHED) {
      const [name, host, port, newHost, newPort] = words;
      if (name !== masterName) return false;
      const next = `${newHost}:${newPort}`;
      const isNews = next !== this.#current;
      this.#replaced = { address: `${host}:${port}`, at };
      this.#current = next;
      return isNews;
    }
    // `slave NAME HOST PORT @ MASTER HOST PORT`, or only `master MASTER HOST PORT`.
    const [name, host, port] = words.slice(-3);
    if (name !== masterName) return false;
    this.#replaced = channel === CHOSEN ? { address: `${host}:${port}`, at } : undefined;
    this.#current = undefined;
    return channel === CHOSEN;
  }
}

function connect(url: RedisUrl, host: string, port: number, timeoutMs: number): Redis {
  const { sentinelUsername, sentinelPassword } = url;
  const tls = tlsOptions(url);
  const redis = new Redis({
    host,
    port,
    ...(sentinelUsername !== undefined && { username: sentinelUsername }),
    ...(sentinelPassword !== undefined && { password: sentinelPassword }),
    ...(tls && { tls }),
    connectionName: "millrace-sentinels",
    protocol: 2,
    autoResubscribe: false,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: reconnectDelayMs,
  });
  // Who connects to the master asks the Sentinels too, and tells of them.
  outliveErrors(redis);
  return redis;
}
