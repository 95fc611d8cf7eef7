import { Code } from "@connectrpc/connect";
import { Client } from "@millrace/client";
import { RemoteJobSource } from "@millrace/client/worker";
import { type ProcessEngine, REDIS } from "@millrace/faults";
import { Health, HealthCheckResponse_ServingStatus, JobService } from "@millrace/protocol";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { expect, test, vi } from "vitest";
import { anyCaller } from "../caller.ts";
import { serve } from "../serve.ts";
import { audit, untilAllCompleted } from "./audit.ts";

const { SERVING, NOT_SERVING } = HealthCheckResponse_ServingStatus;
const TYPE = "task";
const DEADLINE_MS = 1_000;
/** What the answer may take on top of the deadline, on a busy machine. */
const SLACK_MS = 1_000;
const WAIT = { timeout: 20_000, interval: 10 };
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** What happens to the Redis behind the server, and how it ends. */
const OUTAGES: [
  string,
  (redis: ProcessEngine) => Promise<void>,
  (redis: ProcessEngine) => Promise<void>,
][] = [
  ["is stopped", (redis) => redis.end("SIGTERM"), (redis) => redis.start()],
  ["is frozen", async (redis) => redis.freeze(), async (redis) => redis.thaw()],
];

test.for(OUTAGES)(
  "a server whose Redis %s says so in time, and recovers with it by itself",
  async ([, fault, end], context) => {
    if (REDIS.missing !== undefined) return context.skip(REDIS.missing);
    await using redis = await REDIS.open();
    const store = new RedisStore(redis.url, { timeoutMs: 500 });
    await using server = await serve(store, { readinessIntervalMs: 20 });
    await using client = new Client({ url: server.url });
    const source = new RemoteJobSource({ url: server.url });
    await using worker = new Worker(TYPE, () => "done", { source, lease: "1s", logger: silent });
    let completed = 0;
    worker.on("completed", () => completed++);
    await worker.start();
    const caller = anyCaller(server.url);
    const health = async () => (await caller.unary(Health.method.check, {})).status;
    const ids = [(await client.enqueue(TYPE)).job.id];
    await vi.waitFor(() => expect(completed).toBe(1), WAIT);
    await vi.waitFor(async () => expect(await health()).toBe(SERVING), WAIT);

    await fault(redis);
    await vi.waitFor(async () => expect(await health()).toBe(NOT_SERVING), WAIT);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    const askedAt = performance.now();
    await expect(
      caller.unary(JobService.method.enqueue, { type: TYPE }, { timeoutMs: DEADLINE_MS }),
    ).rejects.toMatchObject({ code: Code.Unavailable });
    expect(performance.now() - askedAt).toBeLessThan(DEADLINE_MS + SLACK_MS);

    await end(redis);
    await vi.waitFor(async () => expect(await health()).toBe(SERVING), WAIT);
    for (let i = 0; i < 20; i++) ids.push((await client.enqueue(TYPE)).job.id);
    audit(await untilAllCompleted(store, TYPE), ids);
    await source.close();
    caller.close();
  },
);
