import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

test("no wait stays none, however far the multiplier grows", async () => {
  await using stack = new AsyncDisposableStack();
  const store = new RedisStore(url, { keyPrefix: `test-${randomUUID()}` });
  stack.defer(() => store.close());
  const backoff = { initialMs: 0, multiplier: 100, jitter: 0 };
  const [enqueued] = await store.enqueue([{ type: "task", backoff, maxAttempts: 1_000 }]);
  if (enqueued === undefined || "error" in enqueued) throw new Error("refused");
  const request = { types: ["task"], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  // 100 to the power of 155 is more than a double holds.
  for (let attempt = 1; attempt <= 160; attempt++) {
    const [lease] = await store.lease(request);
    if (lease === undefined) throw new Error(`attempt ${attempt} is not due`);
    const { job, token } = lease;
    await store.settle([{ jobId: job.id, token, outcome: { kind: "failed", message: "no" } }]);
    const { runAt, updatedAt } = await store.get(job.id);
    expect(runAt).toBe(updatedAt);
  }
});
