import { JobService } from "@millrace/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyCaller } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

const IDLE_MS = 5;

let served: Served;

beforeAll(async () => {
  served = await serve(undefined, { portLimits: { idleMs: IDLE_MS } });
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

// The other callers do not repeat a call that was refused because it crossed the end of its
// connection.
it("grpc-js has no call fail while its idle connections are closed", async () => {
  const caller = anyCaller(served.url);
  for (let calls = 0; calls < 50; calls++) {
    expect((await caller.unary(JobService.method.listJobs, {})).jobs).toEqual([]);
    // Nobody calls meanwhile.
    const waitMs = (calls * IDLE_MS) % (3 * IDLE_MS);
    const nothing = { types: ["none"], maxJobs: 1, leaseMs: 1_000, waitMs, workerId: "w" };
    expect(await served.store.lease(nothing)).toEqual([]);
  }
  caller.close();
});
