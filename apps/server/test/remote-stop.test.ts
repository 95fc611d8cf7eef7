import type { Delivery } from "@millrace/core";
import { silentLogger } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "@millrace/worker";
import { expect, it } from "vitest";
import { serve } from "./serve.ts";

const STOPS = 30;
const JOBS = 6_000;
const DELIVERIES: readonly Delivery[] = ["AT_LEAST_ONCE", "AT_MOST_ONCE"];

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it.each(DELIVERIES)(
  "a worker that stops amid a backlog gives all of it back: %s",
  async (delivery) => {
    const store = new MemoryStore();
    await using served = await serve(store);
    const ids: string[] = [];
    for (let i = 0; i < JOBS; i += 1_000) {
      const requests = Array.from({ length: 1_000 }, () => ({ type: "a", delivery }));
      for (const result of await store.enqueue(requests)) {
        if ("job" in result) ids.push(result.job.id);
      }
    }
    const runs = new Map<string, number>();
    /** Runs a worker until it has done `count` jobs. */
    const work = async (count: number) => {
      const enough = Promise.withResolvers<void>();
      let begun = 0;
      const worker = new Worker(
        "a",
        async ({ id }) => {
          runs.set(id, (runs.get(id) ?? 0) + 1);
          if (++begun === count) enough.resolve();
          await turn();
        },
        { url: served.url, concurrency: 50, logger: silentLogger },
      );
      await worker.start();
      await enough.promise;
      await worker.stop();
    };
    for (let stop = 0; stop < STOPS; stop++) {
      // At another moment of the traffic each time.
      await work(100 + stop);
      expect((await store.list({ statuses: ["RUNNING"] })).jobs).toEqual([]);
    }
    for (const id of ids) {
      const { status, attempt } = await store.get(id);
      const ran = runs.get(id) ?? 0;
      expect([ran, status, attempt]).toEqual([ran, ran === 1 ? "COMPLETED" : "PENDING", ran]);
    }
    await work(JOBS - runs.size);
    for (const id of ids) {
      const { status, attempt } = await store.get(id);
      expect([runs.get(id), status, attempt]).toEqual([1, "COMPLETED", 1]);
    }
  },
);
