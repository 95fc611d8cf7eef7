// All that the pages show live comes from here: by the topics that one stream brings to all tabs, and where that
// is not to be had by asking, again and again.
import type {
  JobView,
  LiveWorker,
  MinuteStats,
  Operation,
  Queue,
  Schedule,
  ServerInfo,
} from "@millrace/client";
import {
  isFinal,
  type JobFilter,
  type JobQuery,
  type Topic,
  JobView as View,
} from "@millrace/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { client } from "../api/client.ts";
import { storeClock } from "../ui/clock.ts";
import { usePreference } from "../ui/preference.ts";
import { connection } from "./connection.ts";
import { liveness } from "./liveness.ts";
import { liveTopics, useTopic } from "./topics.ts";

const INTERVAL_MS = 2_000;
/** What is told minute by minute need not be read each second. */
const MINUTES_INTERVAL_MS = 15_000;
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

export interface Schedules {
  readonly schedules: readonly Schedule[];
  readonly more: boolean;
}

const ALL_SCHEDULES: Topic = { all: "SCHEDULES" };

/** The schedules, by name. */
export function useSchedules() {
  const cache = useQueryClient();
  useTopic(ALL_SCHEDULES, (state) => {
    if (state.kind === "schedules") cache.setQueryData(["schedules"], state satisfies Schedules);
  });
  return useQuery({
    queryKey: ["schedules"],
    queryFn: async (): Promise<Schedules> => {
      const { schedules, nextPageToken } = await client.schedules.listPage();
      return { schedules, more: nextPageToken !== undefined };
    },
    ...useLive(2 * INTERVAL_MS, ALL_SCHEDULES),
  });
}

/** A schedule, and what became of its latest times. */
export function useSchedule(name: string) {
  return useQuery({
    queryKey: ["schedule", name],
    queryFn: async () => {
      const [schedule, firings] = await Promise.all([
        client.schedules.get(name),
        client.schedules.firings(name),
      ]);
      return { schedule, firings };
    },
    ...useLive(2 * INTERVAL_MS),
  });
}

const ALL_OPERATIONS: Topic = { all: "OPERATIONS" };

export interface Operations {
  readonly operations: readonly Operation[];
  readonly more: boolean;
}

/** What is done to many jobs, the latest first. */
export function useOperations() {
  const cache = useQueryClient();
  useTopic(ALL_OPERATIONS, (state) => {
    if (state.kind === "operations") {
      cache.setQueryData(["operations"], state satisfies Operations);
    }
  });
  return useQuery({
    queryKey: ["operations"],
    queryFn: async (): Promise<Operations> => {
      const { operations, nextPageToken } = await client.operations.listPage();
      return { operations, more: nextPageToken !== undefined };
    },
    ...useLive(INTERVAL_MS, ALL_OPERATIONS),
  });
}

/** An operation on many jobs, until it has ended. */
export function useOperation(id: string | undefined) {
  const cache = useQueryClient();
  useTopic(id === undefined ? undefined : ALL_OPERATIONS, (state) => {
    if (state.kind !== "operations") return;
    const operation = state.operations.find((each) => each.id === id);
    if (operation !== undefined) cache.setQueryData(["operation", id], operation);
  });
  return useQuery({
    queryKey: ["operation", id],
    queryFn: (): Promise<Operation> => client.operations.get(id ?? ""),
    enabled: id !== undefined,
    ...useLive(INTERVAL_MS, ALL_OPERATIONS),
  });
}

/** What has happened minute by minute, of a type or of all together. */
export function useMinutes(minutes: number, type?: string) {
  return useQuery({
    queryKey: ["minutes", minutes, type],
    queryFn: (): Promise<MinuteStats[]> => client.queues.stats({ minutes, type }),
    ...useLive(MINUTES_INTERVAL_MS),
  });
}

export interface Workers {
  readonly workers: readonly LiveWorker[];
  readonly more: boolean;
}

const ALL_WORKERS: Topic = { all: "WORKERS" };

/** The workers that live, by name. */
export function useWorkers() {
  const cache = useQueryClient();
  useTopic(ALL_WORKERS, (state) => {
    if (state.kind === "workers") cache.setQueryData(["workers"], state satisfies Workers);
  });
  return useQuery({
    queryKey: ["workers"],
    queryFn: async (): Promise<Workers> => {
      const { workers, nextPageToken } = await client.workers.listPage();
      return { workers, more: nextPageToken !== undefined };
    },
    ...useLive(INTERVAL_MS, ALL_WORKERS),
  });
}

/** What a worker runs now: up to 100 jobs. */
export function useRunningOf(workerId: string) {
  return useQuery({
    queryKey: ["worker", workerId, "running"],
    queryFn: async () => {
      const { jobs, nextPageToken } = await fetchJobs({
        workerId,
        statuses: ["RUNNING"],
        pageSize: 100,
      });
      return { jobs, more: nextPageToken !== undefined };
    },
    ...useLive(),
  });
}

/** What the server and its store do, and how long it took to tell. */
export function useServerStatus() {
  return useQuery({
    queryKey: ["server", "status"],
    queryFn: async () => {
      const began = performance.now();
      const info: ServerInfo = await client.serverInfo({ withStatus: true });
      return { info, tookMs: Math.round(performance.now() - began) };
    },
    ...useLive(),
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

/** A job with all that it has, live until it has ended, and looked at now and then afterwards. */
export function useJob(id: string) {
  const cache = useQueryClient();
  const queryKey = ["job", id, "whole"];
  const whole = useQuery({
    queryKey,
    queryFn: (): Promise<JobView> => client.get(id),
    meta: { live: true },
  });
  const { data } = whole;
  const isOver = data !== undefined && isFinal(data.status);
  const topic: Topic = { job: id };
  useTopic(data === undefined || isOver ? undefined : topic, (state) => {
    if (state.kind !== "job") return;
    storeClock.atLeast(state.job.updatedAt);
    // An answer to a call may be newer than what was told of it.
    const known = cache.getQueryData<JobView>(queryKey);
    if ((known?.sequence ?? 0) < state.job.sequence) {
      cache.setQueryData(queryKey, new View(state.job));
    }
  });
  const glance = useQuery({
    queryKey: ["job", id, "glance"],
    queryFn: async () => {
      const job = await client.get(id, { view: "BASIC" });
      const known = cache.getQueryData<JobView>(queryKey);
      if ((known?.sequence ?? job.sequence) < job.sequence) {
        void cache.invalidateQueries({ queryKey });
      }
      return job.sequence;
    },
    ...useLive(isOver ? 5 * INTERVAL_MS : INTERVAL_MS, isOver ? undefined : topic),
  });
  // That it is gone, the glance hears first.
  return { job: data, error: whole.error ?? glance.error };
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
