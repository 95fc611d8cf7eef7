import { JobService, WireJobView, WorkerService } from "@millrace/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyCaller, type Caller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

// Seven of these, with what comes around them, do not fit into the 4 MiB that clients read.
const PAYLOAD = new Uint8Array(600 * 1024);
const JOBS = 20;

let served: Served;
let caller: Caller;

beforeAll(async () => {
  served = await serve();
  caller = anyCaller(served.url);
  const requests = Array.from({ length: JOBS }, () => ({ type: "large", payload: PAYLOAD }));
  await served.store.enqueue(requests);
});

afterAll(async () => {
  caller.close();
  await served[Symbol.asyncDispose]();
});

it("lists large jobs in pages that a client can read", async () => {
  const ids = new Set<string>();
  let pageToken = "";
  do {
    const query = { type: "large", view: WireJobView.FULL, pageToken };
    const page = await caller.unary(JobService.method.listJobs, query);
    for (const { id, payload } of page.jobs) {
      expect(payload).toHaveLength(PAYLOAD.length);
      ids.add(id);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(ids.size).toBe(JOBS);
});

it("lists large jobs on one page when nobody asks for their payloads", async () => {
  const page = await caller.unary(JobService.method.listJobs, { type: "large" });
  expect(page.jobs).toHaveLength(JOBS);
  expect(page.nextPageToken).toBe("");
  for (const { payload, payloadBytes, payloadPreview } of page.jobs) {
    expect(payload).toHaveLength(0);
    expect(payloadBytes).toBe(PAYLOAD.length);
    expect(payloadPreview).toHaveLength(256);
  }
});

it("leases as many large jobs as a client can read, and leaves the others", async () => {
  const ids = new Set<string>();
  for (let calls = 0; ids.size < JOBS && calls < JOBS; calls++) {
    const request = { types: ["large"], workerId: "w", maxJobs: JOBS };
    const { leases } = await caller.unary(WorkerService.method.lease, request);
    for (const { job } of leases) ids.add(job?.id ?? "");
    const running = await served.store.list({ type: "large", statuses: ["RUNNING"] });
    expect(running.jobs.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(running.jobs.every(({ attempt }) => attempt === 1)).toBe(true);
  }
  expect(ids.size).toBe(JOBS);
});

it("answers the largest batch with what a client can read", async () => {
  const payload = new Uint8Array(4_170);
  const requests = Array.from({ length: 1_000 }, () => ({ type: "many", payload }));
  const { results } = await caller.unary(JobService.method.enqueueBatch, { requests });
  expect(results.every(({ enqueued }) => enqueued !== undefined)).toBe(true);
  const id = results[999]?.enqueued?.job?.id;
  expect((await served.store.get(id ?? "")).payload).toEqual(payload);
});
