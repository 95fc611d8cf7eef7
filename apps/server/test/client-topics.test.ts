// What a client is told of topics by a server, also by one that goes and comes back.
import { Client, type Topic, type TopicUpdate } from "@millrace/client";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Served, serve } from "./serve.ts";

let served: Served;
let client: Client;

beforeEach(async () => {
  served = await serve();
  client = new Client({ url: served.url });
});

afterEach(async () => {
  await client.close();
  await served[Symbol.asyncDispose]();
});

/** Reads on and on. */
function viewer(topics: readonly Topic[], signal?: AbortSignal) {
  const updates: TopicUpdate[] = [];
  const ended = (async () => {
    for await (const update of client.subscribe(topics, { signal })) updates.push(update);
  })();
  ended.catch(() => {});
  const last = (place: number) =>
    updates.findLast((update) => "place" in update && update.place === place);
  return { updates, ended, last };
}

test("every topic is told as a whole, at first and after each change", async () => {
  const { job } = await client.enqueue("email", { to: "ada@example.com" });
  await client.schedules.upsert("nightly", { cron: "0 2 * * *" }, { type: "report" });
  const left = new AbortController();
  const topics: Topic[] = [
    { all: "QUEUES" },
    { all: "WORKERS" },
    { all: "OPERATIONS" },
    { all: "SCHEDULES" },
    { queue: "email" },
    { jobs: { type: "email", statuses: ["PENDING"] } },
    { jobs: { type: "email", idPrefix: job.id } },
    { job: job.id },
  ];
  const { updates, ended, last } = viewer(topics, left.signal);
  await expect.poll(() => topics.every((_, place) => last(place) !== undefined)).toBe(true);
  expect(updates[0]).toEqual({ kind: "connected" });
  expect(topics.map((_, place) => last(place))).toMatchObject([
    { kind: "queues", topic: topics[0], queues: [{ type: "email" }], more: false },
    { kind: "workers", workers: [] },
    { kind: "operations", operations: [] },
    { kind: "schedules", schedules: [{ name: "nightly" }] },
    { kind: "queue", queue: { counts: { PENDING: { jobs: 1 } } } },
    { kind: "jobs", jobs: 1, more: false },
    { kind: "jobs", jobs: 1, more: false },
    { kind: "job", sequence: 1, job: { status: "PENDING" } },
  ]);
  await client.enqueue("sms");
  await client.cancel(job.id);
  await expect
    .poll(() => [0, 5, 7].map(last))
    .toMatchObject([
      { queues: [{ type: "email" }, { type: "sms" }] },
      { jobs: 0 },
      { job: { status: "CANCELLED" } },
    ]);
  left.abort();
  await ended;
});

test("goes on by itself with a server that comes back, and tells of both", async () => {
  await client.enqueue("email");
  const { updates, last } = viewer([{ all: "QUEUES" }]);
  await expect.poll(() => last(0)).toMatchObject({ kind: "queues" });
  await served.server.stop(0);
  await expect
    .poll(() => updates.at(-1))
    .toMatchObject({ kind: "disconnected", error: { code: "UNAVAILABLE" } });
  const next = new MillraceServer(served.store, { version: "0.0.0-test" });
  await next.start(served.port, "127.0.0.1");
  await client.enqueue("sms");
  await expect.poll(() => last(0)).toMatchObject({ queues: [{ type: "email" }, { type: "sms" }] });
  const kinds = updates.map(({ kind }) => kind).filter((kind) => kind !== "queues");
  expect(kinds).toEqual(["connected", "disconnected", "connected"]);
  await next.stop(0);
});

test("says what is wrong: with topics, without a server, and once it is closed", async () => {
  const refused = (topics: readonly Topic[], by = client) => by.subscribe(topics).next();
  await expect(refused([])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await expect(refused([{ queue: "email" }, { job: "7" }])).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "topics[1].job" }],
  });
  const direct = new Client({ store: new MemoryStore() });
  await expect(refused([{ all: "QUEUES" }], direct)).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
  });
  const nobody = new Client({ url: "http://127.0.0.1:1" });
  await expect(refused([{ all: "QUEUES" }], nobody)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const { updates, ended } = viewer([{ all: "QUEUES" }]);
  await expect.poll(() => updates.length).toBeGreaterThan(1);
  await client.close();
  await expect(ended).rejects.toMatchObject({ code: "UNAVAILABLE", message: /closed/ });
});
