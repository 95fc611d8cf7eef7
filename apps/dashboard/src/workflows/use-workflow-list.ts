import type { WorkflowPage, WorkflowVersion } from "@millrace/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client } from "../api/client.ts";
import { endlessList, onePageInterval } from "../lists/endless-query.ts";
import type { EndlessList } from "../lists/endless-table.tsx";
import { useLive } from "../live/live.ts";

/** Each comes with its definition. */
const PAGE_SIZE = 50;
const INTERVAL_MS = 10_000;

/** Every workflow by its latest version, by name. */
export function useWorkflowList(): EndlessList<WorkflowVersion> {
  const { refetchInterval, meta } = useLive(INTERVAL_MS);
  const list = useInfiniteQuery({
    queryKey: ["workflows"],
    queryFn: ({ pageParam }) =>
      client.workflows.listPage({
        pageSize: PAGE_SIZE,
        ...(pageParam !== "" && { pageToken: pageParam }),
      }),
    initialPageParam: "",
    getNextPageParam: ({ nextPageToken }: WorkflowPage) => nextPageToken || undefined,
    meta,
    refetchInterval: onePageInterval(refetchInterval),
  });
  const pages = list.data?.pages;
  const items = useMemo(() => pages?.flatMap(({ workflows }) => workflows), [pages]);
  return endlessList(list, items);
}
