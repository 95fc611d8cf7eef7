// Apart from the rest, because only the page of a queue needs it.
import type { Queue } from "@millrace/client";
import type { ConcurrencyKey, Topic } from "@millrace/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { INTERVAL_MS, useLive } from "./live.ts";
import { useTopic } from "./topics.ts";

const KEYS_INTERVAL_MS = 4_000;
/** About how many keys of a queue are shown. */
const MAX_KEYS = 50;

export interface Keys {
  readonly keys: readonly ConcurrencyKey[];
  /** Whether there are more than are shown. */
  readonly more: boolean;
}

/** The concurrency keys of a queue: the first ones that have pending jobs, wait, are halted or have limits. */
export function useKeys(type: string) {
  return useQuery({
    queryKey: ["keys", type],
    queryFn: async (): Promise<Keys> => {
      const keys: ConcurrencyKey[] = [];
      let pageToken: string | undefined;
      do {
        const page = await client.queues.listKeys(type, { pageSize: MAX_KEYS, pageToken });
        keys.push(...page.keys);
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined && keys.length < MAX_KEYS);
      return { keys, more: pageToken !== undefined };
    },
    ...useLive(KEYS_INTERVAL_MS),
  });
}

/** The queue of a type. */
export function useQueue(type: string) {
  const cache = useQueryClient();
  const topic: Topic = { queue: type };
  useTopic(topic, (state) => {
    if (state.kind === "queue") cache.setQueryData(["queue", type], state.queue);
  });
  return useQuery({
    queryKey: ["queue", type],
    queryFn: (): Promise<Queue> => client.queues.get(type),
    ...useLive(INTERVAL_MS, topic),
  });
}
