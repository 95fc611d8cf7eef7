import type { JobPage, JobView } from "@millrace/client";
import { FINAL_STATUSES, type JobFilter, type JobQuery } from "@millrace/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { connection } from "../live/connection.ts";
import { fetchJobs, useJobCount, useJobsHead } from "../live/live.ts";
import { liveness } from "../live/liveness.ts";
import { reloadBeginning } from "../live/query-client.ts";
import { usePreference } from "../ui/preference.ts";

const PAGE_SIZE = 200;
/** How often the beginning is read even if no other number of jobs fits than before. */
const INTERVAL_MS = 10_000;

/** A list of jobs as far as it was read. */
export interface JobList {
  readonly jobs: readonly JobView[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  /** How many jobs were looked at for it. */
  readonly lookedAt: number;
  /** Where it goes on: by itself, only if that is wanted because much was looked at, or nowhere. */
  readonly next: "more" | "bound" | "none";
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  /** How many of the first jobs are not in the list, because they came after it was read. */
  readonly fresh: number;
  readonly reload: () => void;
}

/** What has finished comes the last one first; what waits, in the order in which it will go on. */
function listQuery(filter: JobFilter): JobQuery {
  const final: readonly string[] = FINAL_STATUSES;
  const { statuses = [] } = filter;
  const reversed = statuses.length > 0 && statuses.every((status) => final.includes(status));
  return { ...filter, ...(reversed && { reversed }), pageSize: PAGE_SIZE };
}

/**
 * The jobs of a filter, read page by page. Its beginning is live as long as that disturbs nobody: then only how
 * many new ones there are is told.
 */
export function useJobList(filter: JobFilter, isStill: boolean): JobList {
  const query = useMemo(() => listQuery(filter), [filter]);
  const isLive = usePreference(liveness) === "live";
  const cache = useQueryClient();
  const queryKey = ["jobs", "list", query];
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      fetchJobs(pageParam === "" ? query : { ...query, pageToken: pageParam }),
    initialPageParam: "",
    getNextPageParam: (page: JobPage) => page.nextPageToken,
    meta: { live: true, pages: true },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      const mayChange = isLive && !isStill && (state.data?.pages.length ?? 0) <= 1;
      return mayChange ? connection.waitMs(INTERVAL_MS) : false;
    },
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const pages = data?.pages;
  const jobs = useMemo(() => (pages === undefined ? [] : distinct(pages)), [pages]);
  const isHeld = isLive && (isStill || (pages?.length ?? 0) > 1);
  const head = useJobsHead(query, isHeld && pages !== undefined, INTERVAL_MS).data;
  const fresh = useMemo(() => {
    if (!isHeld || head === undefined) return 0;
    const known = new Set(jobs.map(({ id }) => id));
    return head.jobs.filter(({ id }) => !known.has(id)).length;
  }, [head, jobs, isHeld]);
  useJobCount(filter, () => {
    const key = isHeld ? ["jobs", "head", query] : queryKey;
    if (isLive) void cache.invalidateQueries({ queryKey: key });
  });
  const last = pages?.at(-1);
  return {
    jobs,
    isLoading: list.isLoading,
    error: list.error,
    lookedAt: pages?.reduce((sum, page) => sum + page.lookedAt, 0) ?? 0,
    next: hasNextPage ? (last?.end === "BOUND" ? "bound" : "more") : "none",
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    fresh,
    reload: () => reloadBeginning(queryKey),
  };
}

/** A job that moved on while the pages were read is in two of them. */
function distinct(pages: readonly JobPage[]): JobView[] {
  const [first, ...others] = pages;
  if (others.length === 0) return [...(first?.jobs ?? [])];
  const jobs = new Map<string, JobView>();
  for (const page of pages) for (const job of page.jobs) jobs.set(job.id, job);
  return [...jobs.values()];
}
