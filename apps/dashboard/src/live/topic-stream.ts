import type { Client, TopicState } from "@millrace/client";
import { type Clock, MAX_TOPICS, sleep, type Topic } from "@millrace/core";
import { type LiveState, topicKey, type WorkerMessage } from "./live-message.ts";

/** Who hears of topics: a tab. */
export type TopicReader = (message: WorkerMessage) => void;

interface WantedTopic {
  readonly topic: Topic;
  readonly readers: Set<TopicReader>;
  state: LiveState | undefined;
}

/** Topics that are wanted or left together make one change of the stream. */
const GATHER_MS = 30;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

/**
 * One stream for all topics of all tabs: a browser has six connections to a server, however many tabs there are.
 * It begins anew when another topic is wanted; what was told is told at once to who comes later.
 */
export class TopicStream {
  readonly #client: Pick<Client, "subscribe">;
  readonly #clock: Clock;
  readonly #wanted = new Map<string, WantedTopic>();
  #stream = new AbortController();
  #endGathering: (() => void) | undefined;

  constructor(client: Pick<Client, "subscribe">, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  want(topic: Topic, reader: TopicReader): void {
    const key = topicKey(topic);
    const known = this.#wanted.get(key);
    if (known !== undefined) {
      known.readers.add(reader);
      if (known.state !== undefined) reader({ kind: "state", key, state: known.state });
      return;
    }
    this.#wanted.set(key, { topic, readers: new Set([reader]), state: undefined });
    this.#changed();
  }

  leave(key: string, reader: TopicReader): void {
    const wanted = this.#wanted.get(key);
    if (wanted?.readers.delete(reader) !== true || wanted.readers.size > 0) return;
    this.#wanted.delete(key);
    this.#changed();
  }

  /** Ends all that `reader` wants. */
  leaveAll(reader: TopicReader): void {
    for (const key of [...this.#wanted.keys()]) this.leave(key, reader);
  }

  #changed(): void {
    this.#endGathering ??= this.#clock.setTimer(GATHER_MS, () => {
      this.#endGathering = undefined;
      this.#stream.abort();
      this.#stream = new AbortController();
      if (this.#wanted.size > 0) void this.#run(this.#stream.signal);
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        await this.#read(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#tellAll(error instanceof Error ? error.message : String(error));
      }
      await sleep(this.#clock, waitMs * (0.5 + Math.random() / 2), signal);
      waitMs = Math.min(2 * waitMs, MAX_WAIT_MS);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    // Those beyond have no state, so that their readers ask by themselves.
    const wanted = [...this.#wanted].slice(0, MAX_TOPICS);
    const topics = wanted.map(([, { topic }]) => topic);
    for await (const update of this.#client.subscribe(topics, { signal })) {
      if (update.kind === "connected") continue;
      if (update.kind === "disconnected") {
        this.#tellAll(update.error.message);
        continue;
      }
      const [key, topic] = wanted[update.place] as [string, WantedTopic];
      const state = plainState(update);
      topic.state = state;
      const message: WorkerMessage =
        state === undefined
          ? { kind: "failed", key, reason: reasonOf(update) }
          : { kind: "state", key, state };
      for (const reader of topic.readers) reader(message);
    }
  }

  #tellAll(reason: string): void {
    const readers = new Set<TopicReader>();
    for (const wanted of this.#wanted.values()) {
      // It may be out of date for whoever comes now.
      wanted.state = undefined;
      for (const reader of wanted.readers) readers.add(reader);
    }
    for (const reader of readers) reader({ kind: "failed", key: undefined, reason });
  }
}

function plainState(state: TopicState): LiveState | undefined {
  switch (state.kind) {
    case "queues":
      return { kind: "queues", queues: state.queues, more: state.more };
    case "queue":
      return { kind: "queue", queue: state.queue };
    case "workers":
      return { kind: "workers", workers: state.workers, more: state.more };
    case "operations":
      return { kind: "operations", operations: state.operations, more: state.more };
    case "schedules":
      return { kind: "schedules", schedules: state.schedules, more: state.more };
    case "jobs":
      return { kind: "jobs", jobs: state.jobs, more: state.more };
    case "job":
      return { kind: "job", job: state.job.toObject() };
    case "error":
      return undefined;
  }
}

function reasonOf(state: TopicState): string {
  return state.kind === "error" ? state.error.message : "";
}
