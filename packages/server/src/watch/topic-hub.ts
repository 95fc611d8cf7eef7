import {
  type CursoredTopic,
  type JobCount,
  type JobEvent,
  type LiveWorker,
  MillraceError,
  type Operation,
  type Queue,
  type Schedule,
  type Store,
  type TopicChange,
} from "@millrace/core";
import { encodeTopicChange, type WireSubscribeResponse } from "@millrace/protocol";
import { changePieces } from "./change-pieces.ts";
import { followJob, keepLooking, type SourceOptions } from "./feed-source.ts";
import { COLLECTION_LOOKS, jobsLook, type Look, queueLook } from "./look.ts";
import { type FeedChange, TopicFeed } from "./topic-feed.ts";

/** A feed as those read it who subscribe to it: by messages for topic 0. */
export type ShownFeed = Pick<
  TopicFeed<unknown, readonly WireSubscribeResponse[]>,
  "read" | "listen" | "isOver"
>;

interface Shared {
  readonly feed: ShownFeed;
  readonly left: AbortController;
  readers: number;
}

export interface TopicHubOptions extends SourceOptions {
  /** The largest message of a stream. */
  readonly messageBytes: number;
}

/** So many topics of one store are watched at a time, each of which costs it a call a second or so. */
const MAX_FEEDS = 1_000;

type Items = Partial<
  Pick<TopicChange, "queues" | "workers" | "operations" | "schedules" | "jobs" | "job">
>;

/**
 * The topics of a store that somebody watches: each is looked at once, however many watch it, from when the first
 * one comes until the last one leaves.
 */
export class TopicHub {
  readonly #options: TopicHubOptions;
  readonly #shared = new Map<string, Shared>();
  /** How many streams are open. */
  streams = 0;

  #looks = 0;

  constructor(options: TopicHubOptions) {
    this.#options = options;
  }

  /** How many streams watch how many topics, and how many looks at the store that has taken so far. */
  get load(): { readonly streams: number; readonly topics: number; readonly looks: number } {
    return { streams: this.streams, topics: this.#shared.size, looks: this.#looks };
  }

  /**
   * Watches a topic until `leave` is called.
   *
   * @throws MillraceError `RESOURCE_EXHAUSTED` when others watch 1,000 other topics.
   */
  join(topic: CursoredTopic): { readonly feed: ShownFeed; readonly leave: () => void } {
    const { cursor: _, ...watched } = topic;
    const key = JSON.stringify(watched);
    let shared = this.#shared.get(key);
    // Who comes after a job has ended sees whether it runs again.
    if (shared === undefined || shared.feed.isOver) {
      if (this.#shared.size >= MAX_FEEDS) throw tooMany();
      const left = new AbortController();
      shared = { feed: this.#open(watched, left.signal), left, readers: 0 };
      this.#shared.set(key, shared);
    }
    const joined = shared;
    joined.readers++;
    const leave = () => {
      joined.readers--;
      if (joined.readers > 0) return;
      joined.left.abort();
      if (this.#shared.get(key) === joined) this.#shared.delete(key);
    };
    return { feed: joined.feed, leave };
  }

  #open(topic: CursoredTopic, left: AbortSignal): ShownFeed {
    if ("queue" in topic) {
      return this.#looked(queueLook(topic.queue), (queues: Queue[]) => ({ queues }), left);
    }
    if ("jobs" in topic) {
      const show = ([jobs]: JobCount[]) => ({ jobs });
      return this.#looked(jobsLook(topic.jobs), show, left);
    }
    if ("job" in topic) {
      const feed = new TopicFeed<JobEvent, readonly WireSubscribeResponse[]>({
        show: this.#shownBy(([job]: JobEvent[]) => ({ job })),
        sequenceOf: ({ sequence }) => sequence,
      });
      void followJob({ id: topic.job, view: topic.view }, feed, this.#options, left);
      return feed;
    }
    switch (topic.all) {
      case "QUEUES":
        return this.#looked(COLLECTION_LOOKS.QUEUES, (queues: Queue[]) => ({ queues }), left);
      case "WORKERS":
        return this.#looked(
          COLLECTION_LOOKS.WORKERS,
          (workers: LiveWorker[]) => ({ workers }),
          left,
        );
      case "OPERATIONS":
        return this.#looked(
          COLLECTION_LOOKS.OPERATIONS,
          (operations: Operation[]) => ({ operations }),
          left,
        );
      case "SCHEDULES":
        return this.#looked(
          COLLECTION_LOOKS.SCHEDULES,
          (schedules: Schedule[]) => ({ schedules }),
          left,
        );
    }
  }

  #looked<Item>(look: Look<Item>, itemsOf: (items: Item[]) => Items, left: AbortSignal): ShownFeed {
    const feed = new TopicFeed({ show: this.#shownBy(itemsOf) });
    const counted: Look<Item> = {
      ...look,
      look: (store) => {
        this.#looks++;
        return look.look(store);
      },
    };
    void keepLooking(counted, feed, this.#options, left);
    return feed;
  }

  #shownBy<Item>(itemsOf: (items: Item[]) => Items) {
    return ({ items, ...change }: FeedChange<Item>): readonly WireSubscribeResponse[] => {
      const whole = encodeTopicChange({
        ...{ topic: 0, queues: [], workers: [], operations: [], schedules: [] },
        ...change,
        ...itemsOf([...items]),
      });
      return changePieces(whole, this.#options.messageBytes);
    };
  }
}

/** The hub of each store. */
export class TopicHubs {
  readonly #options: Omit<TopicHubOptions, "store">;
  readonly #hubs = new WeakMap<Store, TopicHub>();

  constructor(options: Omit<TopicHubOptions, "store">) {
    this.#options = options;
  }

  of(store: Store): TopicHub {
    const hub = this.#hubs.get(store) ?? new TopicHub({ ...this.#options, store });
    this.#hubs.set(store, hub);
    return hub;
  }
}

function tooMany(): MillraceError {
  return new MillraceError(
    "RESOURCE_EXHAUSTED",
    `${MAX_FEEDS} topics are watched on this server already; watch one that others watch, or end a stream`,
  );
}
