import type { Run, RunPage } from "@millrace/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client } from "../api/client.ts";
import { endlessList, onePageInterval } from "../lists/endless-query.ts";
import type { EndlessList } from "../lists/endless-table.tsx";
import { useLive } from "../live/live.ts";
import { reloadBeginning } from "../live/query-client.ts";

const PAGE_SIZE = 100;
const INTERVAL_MS = 2_000;

export interface RunList extends EndlessList<Run> {
  /** How many have started since the list was read, and are not in it, so that it does not move under the reader. */
  readonly fresh: number;
  readonly reload: () => void;
}

/**
 * The runs of a workflow, or of all, the latest first. The latest are live: alone as long as one page is there, then
 * those of them that are in the list.
 */
export function useRunList(workflow?: string): RunList {
  const queryKey = ["runs", "list", workflow];
  const read = (pageToken: string): Promise<RunPage> =>
    client.workflows.listRuns({
      pageSize: PAGE_SIZE,
      ...(workflow !== undefined && { workflow }),
      ...(pageToken !== "" && { pageToken }),
    });
  const { refetchInterval, meta } = useLive(INTERVAL_MS);
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: "",
    getNextPageParam: ({ nextPageToken }: RunPage) => nextPageToken || undefined,
    meta,
    refetchInterval: onePageInterval(refetchInterval),
  });
  const pages = list.data?.pages;
  const isLong = pages !== undefined && pages.length > 1;
  const { data: head } = useQuery({
    queryKey: ["runs", "head", workflow],
    queryFn: () => read(""),
    enabled: isLong,
    meta,
    refetchInterval,
  });
  const items = useMemo(() => {
    if (pages === undefined) return undefined;
    const runs = new Map(pages.flatMap((page) => page.runs.map((run) => [run.id, run] as const)));
    if (isLong) for (const run of head?.runs ?? []) if (runs.has(run.id)) runs.set(run.id, run);
    return [...runs.values()];
  }, [pages, isLong, head]);
  const fresh = useMemo(() => {
    if (!isLong || head === undefined) return 0;
    const known = new Set(items?.map(({ id }) => id));
    return head.runs.filter(({ id }) => !known.has(id)).length;
  }, [isLong, head, items]);
  return {
    ...endlessList(list, items),
    fresh,
    reload: () => reloadBeginning(queryKey),
  };
}
