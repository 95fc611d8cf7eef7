import { create, type DescMethodUnary, toBinary } from "@bufbuild/protobuf";
import type { Transport } from "@connectrpc/connect";
import { DEFAULT_LIMITS, type EnqueueRequest, MillraceError } from "@millrace/core";
import {
  EnqueueBatchRequestSchema,
  EnqueueBatchResponseSchema,
  encodeEnqueueBatchResult,
  GetServerInfoResponseSchema,
  type WireEnqueueRequest,
} from "@millrace/protocol";
import { expect, test } from "vitest";
import { Connection } from "./connection.ts";
import { RemoteJobStore } from "./remote-job-store.ts";
import { ForeignAnswer } from "./server-answer.ts";
import type { ServerLimits } from "./server-info.ts";

/** Answers each request with an error that names its type; notes the batches. */
class FakeServer {
  readonly batches: WireEnqueueRequest[][] = [];
  inFlight = 0;
  maxInFlight = 0;
  /** The error of a whole call. */
  refuse: (requests: WireEnqueueRequest[]) => MillraceError | undefined = () => undefined;
  /** Fails the batch of this number, from 0. */
  failing = -1;

  limits: ServerLimits = { ...DEFAULT_LIMITS, messageBytes: 4 * 1024 * 1024 };
  asked = 0;

  /** Leads to this server. */
  store(): RemoteJobStore {
    const unary = async (method: DescMethodUnary, ...[, , , input]: unknown[]) => {
      if (method.name === "EnqueueBatch") {
        const { requests } = input as { requests: WireEnqueueRequest[] };
        return { message: create(EnqueueBatchResponseSchema, await this.enqueueBatch(requests)) };
      }
      this.asked++;
      return { message: create(GetServerInfoResponseSchema, { limits: this.limits }) };
    };
    const transport = { unary, stream: unary } as unknown as Transport;
    return new RemoteJobStore(new Connection({ transport }));
  }

  async enqueueBatch(requests: WireEnqueueRequest[]) {
    this.batches.push(requests);
    const number = this.batches.length - 1;
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight--;
    const refusal = this.refuse(requests);
    if (refusal !== undefined) throw refusal;
    if (number === this.failing) {
      throw new MillraceError("UNAVAILABLE", `batch ${number} is lost`);
    }
    const results = requests.map(({ type }) =>
      encodeEnqueueBatchResult({ error: new MillraceError("ALREADY_EXISTS", type) }),
    );
    return { results };
  }
}

async function enqueueAll(server: FakeServer, requests: EnqueueRequest[]): Promise<string[]> {
  const store = server.store();
  const results = (await Promise.all(requests.map((request) => store.enqueue([request])))).flat();
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

const SPAN = { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` };

test.each<[string, number, Partial<EnqueueRequest>]>([
  ["payloads", 60, { payload: new Uint8Array(1024 * 1024) }],
  ["texts of many bytes a character", 60, { metadata: { ключ: "значение €".repeat(5_000) } }],
  ["many small entries", 60, { metadata: Object.fromEntries(numberedPairs(3_000)) }],
  [
    "what describes a payload",
    1_000,
    {
      payload: new Uint8Array(3_900),
      contentType: `text/plain; charset="${"u".repeat(200)}"`,
      traceContext: { ...SPAN, tracestate: `a=${"b".repeat(250)}` },
    },
  ],
  [
    "ids of the jobs before",
    1_000,
    {
      payload: new Uint8Array(3_000),
      after: Array.from({ length: 100 }, (_, i) => `0-${String(i).padStart(16, "0")}`),
    },
  ],
])("no batch is over 4 MiB on the wire: %s", async (_, count, fields) => {
  const server = new FakeServer();
  const requests = numbered(count).map((request) => ({ ...request, ...fields }));
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

test("a job that waits for replicas keeps no other waiting", async () => {
  const server = new FakeServer();
  const store = server.store();
  const requests = [{ type: "a" }, { type: "b", durability: "REPLICATED" as const }, { type: "c" }];
  await Promise.all(requests.map((request) => store.enqueue([request])));
  const batches = server.batches.map((batch) => batch.map(({ type }) => type));
  expect(batches).toEqual([["a", "c"], ["b"]]);
  expect(server.maxInFlight).toBe(2);
});

test("jobs of one call keep their order, also when some of them wait for replicas", async () => {
  const server = new FakeServer();
  const requests = [{ type: "a" }, { type: "b", durability: "REPLICATED" as const }, { type: "c" }];
  await server.store().enqueue(requests);
  expect(server.batches.map((batch) => batch.map(({ type }) => type))).toEqual([["a", "b", "c"]]);
});

test("a malformed request is refused here and stops no other", async () => {
  const server = new FakeServer();
  const requests = [{ type: "a", priority: 101 }, { type: "b" }];
  const [bad, good] = await server.store().enqueue(requests);
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
  const server = new FakeServer();
  server.enqueueBatch = async () => ({ results: [] });
  const requests = [{ type: "a" }, { type: "b" }];
  const internal = { error: { code: "INTERNAL" } };
  expect(await server.store().enqueue(requests)).toMatchObject([internal, internal]);
});

const bytesOf = (requests: WireEnqueueRequest[]) =>
  toBinary(EnqueueBatchRequestSchema, create(EnqueueBatchRequestSchema, { requests })).length;

test("the limits of the server are asked for when it has refused a batch, and kept from then on", async () => {
  const server = new FakeServer();
  server.limits = { ...DEFAULT_LIMITS, batchJobs: 40, messageBytes: 64 * 1024 };
  server.refuse = (requests) => {
    if (requests.length <= 40 && bytesOf(requests) <= 64 * 1024) return undefined;
    return new MillraceError("RESOURCE_EXHAUSTED", "the call is too large");
  };
  const store = server.store();
  const enqueue = async (count: number, payloadBytes: number) => {
    const payload = new Uint8Array(payloadBytes);
    const requests = numbered(count).map((request) => ({ ...request, payload }));
    const results = (await Promise.all(requests.map((request) => store.enqueue([request])))).flat();
    return results.map((result) => ("error" in result ? result.error.message : "enqueued"));
  };
  const types = numbered(100).map(({ type }) => type);
  expect(await enqueue(100, 0)).toEqual(types);
  expect(server.batches.map((batch) => batch.length)).toEqual([100, 40, 40, 20]);
  expect(await enqueue(100, 10_000)).toEqual(types);
  expect(server.asked).toBe(1);
  // One that is too large by itself fails alone.
  expect(await enqueue(1, 70_000)).toEqual(["the call is too large"]);
});

test("small batches never ask", async () => {
  const server = new FakeServer();
  await enqueueAll(server, numbered(50));
  expect(server.asked).toBe(0);
});

test("a proxy's limit is found, and a job beyond it fails alone, with what to do", async () => {
  const server = new FakeServer();
  server.refuse = (requests) => {
    if (bytesOf(requests) <= 300_000) return undefined;
    const cause = new ForeignAnswer(413, "Request Entity Too Large");
    return new MillraceError("UNAVAILABLE", cause.message, { cause });
  };
  const sizes = [100_000, 100_000, 400_000, 100_000, 100_000];
  const requests = sizes.map((bytes, i) => ({ type: `t${i}`, payload: new Uint8Array(bytes) }));
  const results = await enqueueAll(server, requests);
  const refused = expect.stringContaining("client_max_body_size");
  expect(results).toEqual(["t0", "t1", refused, "t3", "t4"]);
});

test("a request that the server finds malformed fails alone", async () => {
  const server = new FakeServer();
  server.refuse = (requests) =>
    requests.some(({ type }) => type === "t13")
      ? new MillraceError("INVALID_ARGUMENT", "requests[13] is odd")
      : undefined;
  const results = await enqueueAll(server, numbered(30));
  expect(results.map((text, i) => text === `t${i}`)).toEqual(numbered(30).map((_, i) => i !== 13));
  expect(results[13]).toBe("requests[13] is odd");
});
