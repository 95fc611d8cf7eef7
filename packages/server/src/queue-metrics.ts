import type { Clock, Queue, QueueStore } from "@millrace/core";
import { Gauge, type Registry } from "prom-client";
import { ScrapedLook } from "./scraped-look.ts";

/** The first so many by name are shown, as of every label that others make up. */
const MAX_QUEUES = 200;

/** The statuses whose oldest job somebody may be waiting for. */
const AGED = ["PENDING", "RETRYING", "FAILED"] as const;

/** A store, as far as its queues are listed. */
export interface ListedQueues {
  readonly queues: Pick<QueueStore, "list">;
}

/** Shows how long the queues of a store are, and how old what is in them. */
export function showQueues(register: Registry, store: ListedQueues, clock: Clock): void {
  const look = new ScrapedLook(() => listQueues(store), clock);
  const queues = () => look.found();
  new Gauge({
    name: "millrace_queue_jobs",
    help: "Jobs that are kept, by their status; the same on every server of a store: take the max",
    labelNames: ["type", "status"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, counts } of shown) {
        for (const [status, { jobs }] of Object.entries(counts)) {
          this.set({ type, status: status.toLowerCase() }, jobs);
        }
      }
    },
  });
  new Gauge({
    name: "millrace_queue_oldest_seconds",
    help: "For how long the oldest job has been in the status, 0 when there is none; of pending jobs since it was due; the same on every server of a store: take the max",
    labelNames: ["type", "status"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, counts } of shown) {
        for (const status of AGED) {
          const { oldestAgeMs = 0 } = counts[status];
          this.set({ type, status: status.toLowerCase() }, oldestAgeMs / 1000);
        }
      }
    },
  });
  new Gauge({
    name: "millrace_queue_workers",
    help: "Workers that live and lease jobs of the type, as far as they tell; the same on every server of a store: take the max",
    labelNames: ["type"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, workers } of shown) this.set({ type }, workers);
    },
  });
  new Gauge({
    name: "millrace_queue_paused",
    help: "1 while no job of the queue is leased because somebody has paused it, else 0; the same on every server of a store: take the max",
    labelNames: ["type"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, paused } of shown) this.set({ type }, paused === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: "millrace_queue_max_running",
    help: "How many jobs of the queue may run; none for a queue without that limit; the same on every server of a store: take the max",
    labelNames: ["type"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, limits } of shown) {
        if (limits?.maxRunning !== undefined) this.set({ type }, limits.maxRunning);
      }
    },
  });
  new Gauge({
    name: "millrace_queue_rate_per_second",
    help: "How many attempts of the queue may start in a second by its rate; none for a queue without one; the same on every server of a store: take the max",
    labelNames: ["type"],
    registers: [register],
    async collect() {
      const shown = await queues();
      this.reset();
      for (const { type, limits } of shown) {
        if (limits?.rate === undefined) continue;
        this.set({ type }, (limits.rate.limit * 1000) / limits.rate.periodMs);
      }
    },
  });
}

/** Those that are shown. */
async function listQueues(store: ListedQueues): Promise<readonly Queue[]> {
  const queues: Queue[] = [];
  let pageToken: string | undefined;
  do {
    const page = await store.queues.list({ pageToken });
    queues.push(...page.queues);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && queues.length < MAX_QUEUES);
  return queues.slice(0, MAX_QUEUES);
}
