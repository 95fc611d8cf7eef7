import { Client } from "@millrace/client";
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

/** Lets idle connections be closed, or not quite, between one call and the next. */
async function callAgainAndAgain(call: () => Promise<unknown>): Promise<void> {
  for (let calls = 0; calls < 25; calls++) {
    await call();
    const waitMs = (calls * IDLE_MS) % (3 * IDLE_MS);
    const nothing = { types: ["none"], maxJobs: 1, leaseMs: 1_000, waitMs, workerId: "w" };
    expect(await served.store.lease(nothing)).toEqual([]);
  }
}

it("the client has no call fail while its idle connections are closed", async () => {
  const client = new Client({ url: served.url });
  await callAgainAndAgain(() => client.enqueue("a"));
  await client.close();
  expect(await served.jobs()).toBe(25);
});

// Callers by connect-node alone do not repeat a call that crossed the end of its connection.
it("grpc-js has no call fail while its idle connections are closed", async () => {
  const caller = anyCaller(served.url);
  await callAgainAndAgain(() => caller.unary(JobService.method.listJobs, {}));
  caller.close();
});
