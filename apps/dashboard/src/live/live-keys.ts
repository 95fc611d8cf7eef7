// Apart from the rest, because only the page of a queue needs it.
import type { ConcurrencyKey } from "@millrace/core";
import { useQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { useLive } from "./live.ts";

const INTERVAL_MS = 4_000;
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
    ...useLive(INTERVAL_MS),
  });
}
