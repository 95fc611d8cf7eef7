// All that the pages show live comes from here: by the topics that one stream brings to all tabs, and where that
// is not to be had by asking, again and again.
import type { Queue, ServerInfo } from "@millrace/client";
import type { JobFilter, JobQuery, Topic } from "@millrace/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { client } from "../api/client.ts";
import { storeClock } from "../ui/clock.ts";
import { usePreference } from "../ui/preference.ts";
import { connection } from "./connection.ts";
import { liveness } from "./liveness.ts";
import { liveTopics, useTopic } from "./topics.ts";

export const INTERVAL_MS = 2_000;
/** The most queues that are shown. */
const MAX_QUEUES = 1_000;

/** Has a query asked again and again, unless `topic` brings what it asks for. */
export function useLive(intervalMs: number = INTERVAL_MS, topic?: Topic) {
  const isLive = usePreference(liveness) === "live";
  const interval = () => {
    const isTold = topic !== undefined && liveTopics.isTold(topic);
    return isTold ? false : connection.waitMs(intervalMs);
  };
  return { meta: { live: true }, refetchInterval: isLive ? interval : (false as const) };
}

export interface Queues {
  readonly queues: readonly Queue[];
  /** Whether there are more than are shown. */
  readonly more: boolean;
}

const ALL_QUEUES: Topic = { all: "QUEUES" };

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
  const cache = useQueryClient();
  useTopic(ALL_QUEUES, (state) => {
    if (state.kind === "queues") cache.setQueryData(["queues"], state satisfies Queues);
  });
  return useQuery({
    queryKey: ["queues"],
    queryFn: fetchQueues,
    ...useLive(INTERVAL_MS, ALL_QUEUES),
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

/** Calls `onChange` when another number of jobs fits the filter than before. */
export function useJobCount(filter: JobFilter, onChange: () => void): void {
  const before = useRef<number>(undefined);
  useTopic({ jobs: filter }, (state) => {
    if (state.kind !== "jobs") return;
    if (before.current !== undefined && before.current !== state.jobs) onChange();
    before.current = state.jobs;
  });
}

/** The beginning of a list of jobs; `isOn` for as long as somebody wants to know what is new in it. */
export function useJobsHead(query: JobQuery, isOn: boolean, intervalMs: number) {
  return useQuery({
    queryKey: ["jobs", "head", query],
    queryFn: () => fetchJobs(query),
    enabled: isOn,
    ...useLive(intervalMs),
  });
}
