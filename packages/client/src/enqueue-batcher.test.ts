import { create, toBinary } from "@bufbuild/protobuf";
import { type EnqueueRequest, type EnqueueResult, MillraceError } from "@millrace/core";
import { EnqueueBatchRequestSchema, type WireEnqueueRequest } from "@millrace/protocol";
import { expect, test } from "vitest";
import { EnqueueBatcher } from "./enqueue-batcher.ts";

/** Answers each request with an error that names its type; notes the batches. */
class FakeServer {
  readonly batches: WireEnqueueRequest[][] = [];
  inFlight = 0;
  maxInFlight = 0;
  /** Fails the batch of this number, from 0. */
  failing = -1;

  readonly send = async (requests: WireEnqueueRequest[]): Promise<EnqueueResult[]> => {
    this.batches.push(requests);
    const number = this.batches.length - 1;
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight--;
    if (number === this.failing) throw new MillraceError("UNAVAILABLE", `batch ${number} is lost`);
    return requests.map(({ type }) => ({ error: new MillraceError("ALREADY_EXISTS", type) }));
  };
}

async function enqueueAll(server: FakeServer, requests: EnqueueRequest[]): Promise<string[]> {
  const batcher = new EnqueueBatcher(server.send);
  const results = await Promise.all(requests.map((request) => batcher.enqueue(request)));
  return results.map((result) => ("error" in result ? result.error.message : "enqueued"));
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => ({ type: `t${i}` }));

test("enqueues of one moment travel together, and each gets its own result", async () => {
  const server = new FakeServer();
  const requests = numbered(5);
  expect(await enqueueAll(server, requests)).toEqual(requests.map(({ type }) => type));
  expect(server.batches.map((batch) => batch.length)).toEqual([5]);
});

test("a batch has at most 1,000 jobs; one is under way at a time, in order", async () => {
  const server = new FakeServer();
  await enqueueAll(server, numbered(2_500));
  expect(server.batches.map((batch) => batch.length)).toEqual([1_000, 1_000, 500]);
  expect(server.batches.flat().map(({ type }) => type)).toEqual(
    numbered(2_500).map(({ type }) => type),
  );
  expect(server.maxInFlight).toBe(1);
});

test.each([
  ["payloads", { payload: new Uint8Array(1024 * 1024) }],
  ["texts of many bytes a character", { metadata: { ключ: "значение €".repeat(5_000) } }],
  ["many small entries", { metadata: Object.fromEntries(numberedPairs(3_000)) }],
])("no batch is over 4 MiB on the wire: %s", async (_, fields) => {
  const server = new FakeServer();
  const requests = numbered(60).map((request) => ({ ...request, ...fields }));
  expect(await enqueueAll(server, requests)).toEqual(requests.map(({ type }) => type));
  expect(server.batches.length).toBeGreaterThan(1);
  for (const batch of server.batches) {
    const message = create(EnqueueBatchRequestSchema, { requests: batch });
    expect(toBinary(EnqueueBatchRequestSchema, message).length).toBeLessThan(4 * 1024 * 1024);
  }
});

function numberedPairs(count: number): [string, string][] {
  return Array.from({ length: count }, (_, i) => [`k${i}`, "v"]);
}

test("a malformed request is refused here and stops no other", async () => {
  const server = new FakeServer();
  const batcher = new EnqueueBatcher(server.send);
  const [bad, good] = await Promise.all([
    batcher.enqueue({ type: "a", priority: 101 }),
    batcher.enqueue({ type: "b" }),
  ]);
  expect(bad).toMatchObject({ error: { code: "INVALID_ARGUMENT" } });
  expect(good).toMatchObject({ error: { message: "b" } });
  expect(server.batches.flat()).toHaveLength(1);
});

test("a call that fails leaves the results of the other calls alone", async () => {
  const server = new FakeServer();
  server.failing = 1;
  const results = await enqueueAll(
    server,
    numbered(9).map((request) => ({ ...request, payload: new Uint8Array(1024 * 1024) })),
  );
  expect(server.batches.map((batch) => batch.length)).toEqual([3, 3, 3]);
  expect(results).toEqual([
    ...["t0", "t1", "t2"],
    ...["batch 1 is lost", "batch 1 is lost", "batch 1 is lost"],
    ...["t6", "t7", "t8"],
  ]);
});

test("an answer with the wrong number of results is an error for each", async () => {
  const batcher = new EnqueueBatcher(async () => []);
  expect(await batcher.enqueue({ type: "a" })).toMatchObject({ error: { code: "INTERNAL" } });
});
