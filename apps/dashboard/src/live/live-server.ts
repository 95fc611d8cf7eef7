// What a server has besides queues and jobs, live in the same way.
import type { LiveWorker, MinuteStats, Operation, Schedule, ServerInfo } from "@millrace/client";
import type { Topic } from "@millrace/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "../api/client.ts";
import { fetchJobs, INTERVAL_MS, useLive } from "./live.ts";
import { useTopic } from "./topics.ts";

/** What is told minute by minute need not be read each second. */
const MINUTES_INTERVAL_MS = 15_000;

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
