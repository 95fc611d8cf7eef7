import { randomUUID } from "node:crypto";
import { Client } from "@millrace/client";
import { RedisStore } from "@millrace/store-redis";
import { expect, test } from "vitest";
import { serve } from "./serve.ts";

const redisUrl = process.env["REDIS_URL"];
if (redisUrl === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

/** What the server at `url` answers to an Enqueue in JSON. */
async function enqueueJson(url: string, request: object): Promise<unknown> {
  const response = await fetch(`${url}/millrace.v1.JobService/Enqueue`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "t", ...request }),
  });
  return response.json();
}

test("a replicated enqueue over the server tells how many replicas have the job", async () => {
  // There may be no replica.
  const options = { keyPrefix: `test-${randomUUID()}`, replicaTimeoutMs: 5 };
  await using served = await serve(new RedisStore(redisUrl, options));
  await using client = new Client({ url: served.url });
  const [replicated, plain] = await Promise.all([
    client.enqueue("t", 1, { durability: "REPLICATED" }),
    client.enqueue("t", 2),
  ]);
  expect(replicated).toMatchObject({ created: true, replicas: expect.any(Number) });
  expect(plain).not.toHaveProperty("replicas");
  expect(await enqueueJson(served.url, { durability: "DURABILITY_REPLICATED" })).toMatchObject({
    created: true,
    replicas: expect.any(Number),
  });
  expect(await enqueueJson(served.url, {})).not.toHaveProperty("replicas");
});

test("a replicated enqueue is refused where there are no replicas", async () => {
  await using served = await serve();
  expect(await enqueueJson(served.url, { durability: "DURABILITY_REPLICATED" })).toMatchObject({
    code: "invalid_argument",
    message: expect.stringContaining("durability cannot be REPLICATED: the memory store keeps"),
  });
  expect(await served.jobs()).toBe(0);
});
