// All that the pages show live comes from here, and from nowhere else.
import type { JobView, LiveWorker, MinuteStats, Queue, ServerInfo } from "@millrace/client";
import { isFinal, type JobQuery } from "@millrace/core";
import { QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client } from "../api/client.ts";
import { storeClock } from "../ui/clock.ts";
import { Preference, usePreference } from "../ui/preference.ts";
import { connection } from "./connection.ts";

const INTERVAL_MS = 2_000;
const SLOW_INTERVAL_MS = 10_000;
/** The most queues that are shown: ten pages of them. */
const MAX_QUEUES = 1_000;

/** Whether what is shown goes on by itself. */
export const liveness: Preference<"live" | "paused"> = new Preference("live", ["live", "paused"]);

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What is asked for anew by its interval needs no further attempts, which would pile up.
      retry: false,
      refetchOnWindowFocus: true,
      staleTime: 1_000,
      // The browser's word for offline knows nothing of this machine.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

queryClient.getQueryCache().subscribe(({ type, query, ...event }) => {
  if (type !== "updated" || query.meta?.["live"] !== true) return;
  const { action } = event as { readonly action?: { readonly type: string } };
  if (action?.type === "success") connection.answered();
  else if (action?.type === "error") connection.failed(query.state.error);
});

/** Asks again and again, as long as somebody looks and wants it. */
function useLive(intervalMs: number = INTERVAL_MS) {
  const isLive = usePreference(liveness) === "live";
  return {
    meta: { live: true },
    refetchInterval: isLive ? () => connection.waitMs(intervalMs) : (false as const),
  };
}

export interface Queues {
  readonly queues: readonly Queue[];
  /** Whether there are more than are shown. */
  readonly more: boolean;
}

async function fetchQueues(): Promise<Queues> {
  const queues: Queue[] = [];
  for await (const queue of client.queues.list()) {
    if (queues.length === MAX_QUEUES) return { queues, more: true };
    queues.push(queue);
  }
  return { queues, more: false };
}

/** Every queue, by name, with its counts and its rates. */
export function useQueues() {
  return useQuery({ queryKey: ["queues"], queryFn: fetchQueues, ...useLive() });
}

/** What has happened minute by minute, of a type or of all together. */
export function useMinutes(minutes: number, type?: string) {
  return useQuery({
    queryKey: ["minutes", minutes, type],
    queryFn: (): Promise<MinuteStats[]> => client.queues.stats({ minutes, type }),
    ...useLive(SLOW_INTERVAL_MS),
  });
}

/** The workers that live: the first hundred by name. */
export function useWorkers() {
  return useQuery({
    queryKey: ["workers"],
    queryFn: async (): Promise<{ workers: readonly LiveWorker[]; more: boolean }> => {
      const { workers, nextPageToken } = await client.workers.listPage();
      return { workers, more: nextPageToken !== undefined };
    },
    ...useLive(SLOW_INTERVAL_MS / 2),
  });
}

export function useServerInfo() {
  return useQuery({
    queryKey: ["server"],
    queryFn: (): Promise<ServerInfo> => client.serverInfo(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A page of jobs, as the list reads them; the answer sets the clock of the page. */
export async function fetchJobs(query: JobQuery) {
  const page = await client.listPage(query);
  storeClock.set(page.asOf);
  return page;
}

/** The beginning of a list of jobs, live; `isOn` for as long as it may change under the reader. */
export function useJobsHead(query: JobQuery, isOn: boolean) {
  const live = useLive();
  return useQuery({
    queryKey: ["jobs", "head", query],
    queryFn: () => fetchJobs(query),
    enabled: isOn,
    ...live,
  });
}

/** A job with all that it has: read whole when it has changed. */
export function useJob(id: string) {
  const whole = useQuery(jobOptions(id));
  const cache = useQueryClient();
  const live = useLive(INTERVAL_MS / 2);
  const isOver = whole.data !== undefined && isFinal(whole.data.status);
  const glance = useQuery({
    queryKey: ["job", id, "glance"],
    queryFn: () => client.get(id, { view: "BASIC" }),
    ...live,
    ...(isOver && live.refetchInterval && { refetchInterval: SLOW_INTERVAL_MS }),
  });
  const sequence = glance.data?.sequence ?? 0;
  const isStale = whole.data !== undefined && whole.data.sequence < sequence;
  useEffect(() => {
    if (isStale) void cache.invalidateQueries({ queryKey: ["job", id, "whole"] });
  }, [isStale, cache, id]);
  return { job: whole.data, error: whole.error ?? glance.error };
}

function jobOptions(id: string) {
  return queryOptions({
    queryKey: ["job", id, "whole"],
    queryFn: (): Promise<JobView> => client.get(id),
    meta: { live: true },
  });
}

/** Why a job does not run, as long as it has not ended. */
export function useExplanation(id: string, isOn: boolean) {
  return useQuery({
    queryKey: ["job", id, "explanation"],
    queryFn: () => client.explain(id),
    enabled: isOn,
    ...useLive(),
  });
}

/** Has everything that is shown of jobs and queues read anew: something was changed. */
export function refreshAll(): Promise<void> {
  return queryClient.invalidateQueries();
}
