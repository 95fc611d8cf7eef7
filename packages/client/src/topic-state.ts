import {
  type Job,
  type JobView,
  type LiveWorker,
  type Operation,
  type Queue,
  queueLater,
  type Schedule,
  type Topic,
  type TopicChange,
  workerLater,
} from "@millrace/core";
import type { TopicState } from "./client-topics.ts";

interface Kept<Item> {
  readonly item: Item;
  readonly receivedMs: number;
}

/** The items of a topic by their names, as far as they were told. */
class Items<Item> {
  readonly #nameOf: (item: Item) => string;
  readonly #aged: (item: Item, byMs: number) => Item;
  readonly #order: (one: Item, other: Item) => number;
  readonly #kept = new Map<string, Kept<Item>>();

  constructor(
    nameOf: (item: Item) => string,
    aged: (item: Item, byMs: number) => Item = (item) => item,
    order: (one: Item, other: Item) => number = (one, other) =>
      nameOf(one) < nameOf(other) ? -1 : 1,
  ) {
    this.#nameOf = nameOf;
    this.#aged = aged;
    this.#order = order;
  }

  change(items: readonly Item[], { snapshot, removed }: TopicChange, receivedMs: number): Item[] {
    if (snapshot) this.#kept.clear();
    for (const name of removed) this.#kept.delete(name);
    for (const item of items) this.#kept.set(this.#nameOf(item), { item, receivedMs });
    return [...this.#kept.values()]
      .map((kept) => this.#aged(kept.item, receivedMs - kept.receivedMs))
      .sort(this.#order);
  }
}

/** Makes of a job what a client shows. */
export type ViewJob = (job: Job) => JobView;

/** A topic as it is, put together from what is told of it. */
export class TopicMirror {
  readonly #show: (change: TopicChange, nowMs: number) => TopicState | undefined;

  constructor(topic: Topic, view: ViewJob) {
    this.#show = showOf(topic, view);
  }

  /** @returns undefined when there is nothing to show yet. */
  change(change: TopicChange, nowMs: number): TopicState | undefined {
    const state = change.cursor === "" ? undefined : this.#show(change, nowMs);
    return change.error === undefined ? state : { kind: "error", error: change.error };
  }
}

function showOf(
  topic: Topic,
  view: ViewJob,
): (change: TopicChange, nowMs: number) => TopicState | undefined {
  if ("jobs" in topic) {
    let state: TopicState | undefined;
    return ({ jobs }) => {
      if (jobs !== undefined) state = { kind: "jobs", ...jobs };
      return state;
    };
  }
  if ("job" in topic) {
    let state: TopicState | undefined;
    return ({ job }) => {
      if (job !== undefined) {
        state = { kind: "job", sequence: job.sequence, job: view(job.job) };
      }
      return state;
    };
  }
  if ("queue" in topic) {
    const items = queueItems();
    return (change, nowMs) => {
      const [queue] = items.change(change.queues, change, nowMs);
      return queue && { kind: "queue", queue };
    };
  }
  switch (topic.all) {
    case "QUEUES": {
      const items = queueItems();
      return (change, nowMs) => {
        return {
          kind: "queues",
          queues: items.change(change.queues, change, nowMs),
          more: change.more,
        };
      };
    }
    case "WORKERS": {
      const items = new Items<LiveWorker>(({ workerId }) => workerId, workerLater);
      return (change, nowMs) => {
        return {
          kind: "workers",
          workers: items.change(change.workers, change, nowMs),
          more: change.more,
        };
      };
    }
    case "OPERATIONS": {
      const latestFirst = (one: Operation, other: Operation) =>
        other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1);
      const items = new Items<Operation>(({ id }) => id, undefined, latestFirst);
      return (change, nowMs) => {
        const operations = items.change(change.operations, change, nowMs);
        return { kind: "operations", operations, more: change.more };
      };
    }
    case "SCHEDULES": {
      const items = new Items<Schedule>(({ name }) => name);
      return (change, nowMs) => {
        const schedules = items.change(change.schedules, change, nowMs);
        return { kind: "schedules", schedules, more: change.more };
      };
    }
  }
}

function queueItems(): Items<Queue> {
  return new Items<Queue>(({ type }) => type, queueLater);
}
