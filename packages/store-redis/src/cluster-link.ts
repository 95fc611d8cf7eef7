import { systemClock } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";
import { Cluster, type Command, Redis } from "ioredis";
import { quietReadyCheck } from "./quiet-ready-check.ts";
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

/** How often to read which node has which slots; a node that has lost a slot also tells. */
const SLOTS_REFRESH_MS = 2_000;
/** How long to wait before a command that no node accepted is sent again. */
const REDIRECT_DELAY_MS = 50;

/** Connections to the nodes of a Redis Cluster. */
export class ClusterLink implements RedisLink {
  readonly #url: RedisUrl;
  readonly #options: LinkOptions;
  readonly #cluster: Cluster;

  constructor(url: RedisUrl, options: LinkOptions) {
    this.#url = url;
    this.#options = options;
    this.#cluster = new Cluster([...url.addresses], {
      clusterRetryStrategy: reconnectDelayMs,
      slotsRefreshInterval: SLOTS_REFRESH_MS,
      slotsRefreshTimeout: options.timeoutMs,
      // A command that was under way when its connection broke may have been carried out: the driver
      // repeats it. These were not.
      retryDelayOnFailover: 0,
      retryDelayOnTryAgain: REDIRECT_DELAY_MS,
      retryDelayOnClusterDown: REDIRECT_DELAY_MS,
      redisOptions: this.#nodeOptions(options.purpose),
    });
    this.#cluster.setMaxListeners(0);
    this.#cluster.on("+node", outliveErrors);
    this.#cluster.on("error", (error: Error & { readonly lastNodeError?: Error }) => {
      options.onError(error.lastNodeError ?? error);
      options.onDown();
    });
    this.#cluster.on("node error", options.onError);
    this.#cluster.on("+node", quietReadyCheck);
  }

  get isReady(): boolean {
    return this.#cluster.status === "ready";
  }

  onceReady(listener: () => void): () => void {
    this.#cluster.once("ready", listener);
    return () => this.#cluster.off("ready", listener);
  }

  get commands(): CommandTaker {
    return this.#cluster;
  }

  nodeOf(command: Command): CommandTaker | undefined {
    const name = this.#masterFor(command);
    return this.#cluster
      .nodes()
      .find(({ options: { host, port } }) => name !== undefined && name === `${host}:${port}`);
  }

  lookForNodes(): void {
    this.#cluster.refreshSlotsCache();
  }

  breakUp(command: Command): void {
    const name = this.#masterFor(command);
    for (const node of this.#cluster.nodes()) {
      const { host, port } = node.options;
      // One that is not ready holds back what has been sent to it.
      if (name === undefined || name === `${host}:${port}` || node.status !== "ready") {
        node.stream?.destroy();
      }
    }
  }

  subscribe(channels: readonly string[], events: SubscriberEvents): Subscriber {
    return new ClusterSubscriber(channels, events, () => this.#connectToAny());
  }

  close(): void {
    this.#cluster.disconnect();
  }

  /** The host and port of the node that has the slot of `command`, if that has one. */
  #masterFor(command: Command): string | undefined {
    const slot = command.getSlot();
    return slot === null ? undefined : this.#cluster.slots[slot]?.[0];
  }

  /** A message reaches every node, so any node will do. */
  #connectToAny(): Redis | undefined {
    const nodes = this.#cluster.nodes().filter(({ status }) => status !== "end");
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (node === undefined) return undefined;
    const { host, port } = node.options;
    const redis = new Redis({
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...this.#nodeOptions("channels"),
      enableOfflineQueue: false,
      retryStrategy: () => null,
    });
    quietReadyCheck(redis);
    return redis;
  }

  #nodeOptions(purpose: string) {
    const { timeoutMs } = this.#options;
    const { username, password } = this.#url;
    const tls = tlsOptions(this.#url);
    return {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls }),
      connectionName: `millrace-${purpose}`,
      protocol: 2 as const,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      connectTimeout: timeoutMs,
      keepAlive: KEEP_ALIVE_MS,
    };
  }
}

/** Listens on one node after the other, as they come and go. */
class ClusterSubscriber implements Subscriber {
  readonly #channels: string[];
  readonly #events: SubscriberEvents;
  readonly #connect: () => Redis | undefined;
  #redis: Redis | undefined;
  #stopTimer = () => {};
  #failures = 0;
  #closed = false;

  constructor(
    channels: readonly string[],
    events: SubscriberEvents,
    connect: () => Redis | undefined,
  ) {
    this.#channels = [...channels];
    this.#events = events;
    this.#connect = connect;
    this.#listen();
  }

  add(channels: readonly string[]): void {
    this.#channels.push(...channels);
    if (this.#redis?.status !== "ready") return;
    this.#redis.subscribe(...channels).catch(() => {
      // The connection broke; the next one subscribes.
    });
  }

  async catchUp(): Promise<void> {
    await this.#redis?.ping();
  }

  breakUp(): void {
    this.#redis?.stream?.destroy();
  }

  async leave(): Promise<void> {
    this.#channels.length = 0;
    await this.#redis?.unsubscribe();
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#redis?.disconnect();
  }

  #listen(): void {
    if (this.#closed) return;
    const redis = this.#connect();
    this.#redis = redis;
    if (redis === undefined) {
      this.#listenLater();
      return;
    }
    // The connections for commands tell of them.
    outliveErrors(redis);
    redis.on("messageBuffer", (channel, message) =>
      this.#events.onMessage(String(channel), message),
    );
    redis.on("ready", () => {
      if (this.#channels.length === 0) return;
      redis.subscribe(...this.#channels).then(
        () => {
          this.#failures = 0;
          this.#events.onReady();
        },
        () => redis.disconnect(),
      );
    });
    redis.on("end", () => this.#listenLater());
  }

  #listenLater(): void {
    if (this.#closed) return;
    const delayMs = reconnectDelayMs(++this.#failures);
    this.#stopTimer = systemClock.setTimer(delayMs, () => this.#listen());
  }
}
