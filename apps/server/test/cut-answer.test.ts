import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import type { EnqueueRequest } from "@millrace/core";
import { WorkerService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { expect, it } from "vitest";
import { CALLERS } from "./caller.ts";
import { serve } from "./serve.ts";

const LEASE = "/millrace.v1.WorkerService/Lease";
const JSON_TYPE = { "content-type": "application/json" };
const JOBS = 40;
const BODY = JSON.stringify({ types: ["a"], workerId: "w", maxJobs: JOBS });
/** Then the answer is more than the buffers of a TCP connection hold. */
const LARGE_BYTES = 20_000_000;
const CONFIRMED = { timeout: 10_000, interval: 10 };

/** A server with jobs that are leased in one answer. */
async function serveJobs(count: number, payloadBytes: number) {
  const store = new MemoryStore({ limits: { payloadBytes } });
  const job: EnqueueRequest = {
    type: "a",
    payload: new Uint8Array(payloadBytes),
    delivery: "AT_MOST_ONCE",
  };
  await store.enqueue(Array.from({ length: count }, () => job));
  const served = await serve(store, { messageBytes: 64 * 1024 * 1024 });
  const statuses = async () => {
    const { jobs } = await store.list({ pageSize: 100 });
    return [...new Set(jobs.map(({ status, attempt }) => `${status} ${attempt}`))];
  };
  return { served, statuses };
}

it("gives leases back whose answer an HTTP/2 caller resets before it has all of it", async () => {
  const { served, statuses } = await serveJobs(JOBS, 1_000);
  await using _ = served;
  // The window is smaller than the answer.
  const session = http2.connect(served.url, { settings: { initialWindowSize: 1_000 } });
  const stream = session.request({ ":method": "POST", ":path": LEASE, ...JSON_TYPE });
  stream.end(BODY);
  await once(stream, "response");
  expect(await statuses()).toEqual(["RUNNING 1"]);
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await expect.poll(statuses, CONFIRMED).toEqual(["PENDING 0"]);
  session.destroy();
});

it("gives leases back whose answer is cut off with an HTTP/2 connection", async () => {
  const { served, statuses } = await serveJobs(JOBS, 1_000);
  await using _ = served;
  // That of a session lets nobody destroy it on Node 22.
  const socket = connect(served.port, "127.0.0.1");
  const session = http2.connect(served.url, {
    createConnection: () => socket,
    settings: { initialWindowSize: 1_000 },
  });
  session.on("error", () => {});
  const stream = session.request({ ":method": "POST", ":path": LEASE, ...JSON_TYPE });
  stream.on("error", () => {});
  stream.end(BODY);
  await once(stream, "response");
  expect(await statuses()).toEqual(["RUNNING 1"]);
  socket.destroy();
  await expect.poll(statuses, CONFIRMED).toEqual(["PENDING 0"]);
});

it("gives leases back whose answer is cut off with an HTTP/1.1 connection", async () => {
  const { served, statuses } = await serveJobs(1, LARGE_BYTES);
  await using _ = served;
  const socket = connect(served.port, "127.0.0.1");
  socket.write(
    `POST ${LEASE} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
  );
  await once(socket, "readable");
  expect(await statuses()).toEqual(["RUNNING 1"]);
  socket.destroy();
  await expect.poll(statuses, CONFIRMED).toEqual(["PENDING 0"]);
});

it("leaves leases to a caller that has had them, and resets or goes away after that", async () => {
  const store = new MemoryStore();
  const count = 3 + Object.keys(CALLERS).length;
  await store.enqueue(Array.from({ length: count }, () => ({ type: "a" })));
  await using served = await serve(store);
  const one = JSON.stringify({ types: ["a"], workerId: "w", maxJobs: 1 });
  const session = http2.connect(served.url);
  session.on("error", () => {});
  const lease = async () => {
    const stream = session.request({ ":method": "POST", ":path": LEASE, ...JSON_TYPE });
    stream.end(one);
    let text = "";
    for await (const chunk of stream.setEncoding("utf8")) text += chunk;
    expect(JSON.parse(text).leases).toHaveLength(1);
    return stream;
  };
  (await lease()).close(http2.constants.NGHTTP2_CANCEL);
  await lease();
  session.destroy();
  await once(session, "close");
  const headers = { ...JSON_TYPE, connection: "close" };
  const answer = await fetch(served.url + LEASE, { method: "POST", body: one, headers });
  expect(((await answer.json()) as { leases: object[] }).leases).toHaveLength(1);
  for (const connectTo of Object.values(CALLERS)) {
    const caller = connectTo(served.url);
    const request = { types: ["a"], workerId: "w", maxJobs: 1 };
    expect((await caller.unary(WorkerService.method.lease, request)).leases).toHaveLength(1);
    caller.close();
  }
  // The server has seen all of that when it has closed its connections.
  await served.server.stop(1_000);
  const { jobs } = await store.list({});
  expect(jobs.map(({ status }) => status)).toEqual(Array(count).fill("RUNNING"));
});
