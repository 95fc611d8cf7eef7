import {
  type Collection,
  JOB_STATUSES,
  type JobCount,
  type JobFilter,
  type Queue,
  type Store,
} from "@millrace/core";
import { Schedules } from "@millrace/schedule";
import type { Found } from "./topic-feed.ts";

/** Looks at all that a topic has. */
export interface Look<Item> {
  /** From one look to the next, where the store is quick. */
  readonly intervalMs: number;
  readonly look: (store: Store) => Promise<Found<Item>>;
}

/** The most queues, workers and schedules that a topic shows. */
const MAX_ITEMS = 1_000;
/** A count by a filter looks at ten times as many jobs. */
const COUNTED_BY_SCAN = 1_000;

/** A page of a list. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextPageToken: string | undefined;
}

async function firstItems<Item>(
  list: (pageToken: string | undefined) => Promise<Page<Item>>,
  nameOf: (item: Item) => string,
): Promise<Found<Item>> {
  const items = new Map<string, Item>();
  let pageToken: string | undefined;
  do {
    const page = await list(pageToken);
    for (const item of page.items) items.set(nameOf(item), item);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && items.size < MAX_ITEMS);
  return { items, more: pageToken !== undefined };
}

function firstQueues({ queues }: Store): Promise<Found<Queue>> {
  return firstItems(
    async (pageToken) => {
      const page = await queues.list({ pageToken });
      return { items: page.queues, nextPageToken: page.nextPageToken };
    },
    ({ type }) => type,
  );
}

/** A look at each collection. */
export const COLLECTION_LOOKS = {
  QUEUES: { intervalMs: 1_000, look: firstQueues },
  WORKERS: {
    intervalMs: 2_000,
    look: ({ workers }: Store) =>
      firstItems(
        async (pageToken) => {
          const page = await workers.list({ pageToken });
          return { items: page.workers, nextPageToken: page.nextPageToken };
        },
        ({ workerId }) => workerId,
      ),
  },
  OPERATIONS: {
    intervalMs: 1_000,
    look: async ({ operations }: Store) => {
      const { operations: latest, nextPageToken } = await operations.list();
      const items = new Map(latest.map((operation) => [operation.id, operation]));
      return { items, more: nextPageToken !== undefined };
    },
  },
  SCHEDULES: {
    intervalMs: 5_000,
    look: (store: Store) => {
      const schedules = new Schedules(store);
      return firstItems(
        async (pageToken) => {
          const page = await schedules.list({ pageToken });
          return { items: page.schedules, nextPageToken: page.nextPageToken };
        },
        ({ name }) => name,
      );
    },
  },
} as const satisfies { readonly [All in Collection]: Look<unknown> };

/** A look at the queue of a type. */
export function queueLook(type: string): Look<Queue> {
  return {
    intervalMs: 1_000,
    look: async ({ queues }) => one(await queues.get(type)),
  };
}

/** A look at how many jobs match. */
export function jobsLook(filter: JobFilter): Look<JobCount> {
  const { type, statuses, ...others } = filter;
  if (Object.values(others).some((value) => value !== undefined)) {
    return {
      intervalMs: 5_000,
      look: async (store) => {
        const { jobs, end } = await store.list({ ...filter, pageSize: COUNTED_BY_SCAN });
        return one({ jobs: jobs.length, more: end !== "LAST" });
      },
    };
  }
  return {
    intervalMs: 1_000,
    look: async (store) => {
      const { items, more } =
        type === undefined
          ? await firstQueues(store)
          : { items: new Map([[type, await store.queues.get(type)]]), more: false };
      const counts = [...items.values()].flatMap(({ counts }) =>
        [...new Set(statuses ?? JOB_STATUSES)].map((status) => counts[status]),
      );
      const jobs = counts.reduce((sum, count) => sum + count.jobs, 0);
      return one({ jobs, more: more || counts.some((count) => count.more) });
    },
  };
}

/** What there is one of. */
export function one<Item>(item: Item): Found<Item> {
  return { items: new Map([["", item]]), more: false };
}
