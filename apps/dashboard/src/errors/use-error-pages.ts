import type { ErrorGroupPage, ErrorGroupQuery } from "@millrace/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "../api/client.ts";

/** What a look costs the store is bounded, but more than a count. */
const LOOK_AT = 1_000;

export type ErrorsQuery = Pick<ErrorGroupQuery, "type" | "statuses">;

/** The errors of the latest jobs, and of further ones when somebody wants them. */
export function useErrorPages(query: ErrorsQuery) {
  return useInfiniteQuery({
    queryKey: ["errors", query],
    queryFn: ({ pageParam }): Promise<ErrorGroupPage> =>
      client.errors.listGroups({ ...query, lookAt: LOOK_AT, pageToken: pageParam }),
    initialPageParam: "",
    getNextPageParam: ({ nextPageToken }) => nextPageToken,
    meta: { live: true, pages: true },
  });
}
