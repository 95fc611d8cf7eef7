import { RemoteJobSource } from "@millrace/client/worker";
import type { Settlement } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { expect, test } from "vitest";
import { serve } from "./serve.ts";

const MIB = 1024 * 1024;
const COUNT = 40;

test("answers come through while many large requests wait to be sent", async () => {
  await using served = await serve();
  await using proxy = await TcpProxy.start(served.url);
  const source = new RemoteJobSource({ url: proxy.url });
  await served.store.enqueue(Array.from({ length: COUNT + 1 }, () => ({ type: "a" })));
  const request = { types: ["a"], maxJobs: COUNT, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const leases = await source.lease(request);
  const result = new Uint8Array(MIB);
  const settlements = leases.map(({ job, token }): Settlement => {
    return { jobId: job.id, token, outcome: { kind: "completed", result } };
  });
  proxy.mode = { kind: "paused" };
  const settled = source.settle(settlements);
  const leased = source.lease(request);
  proxy.mode = { kind: "normal" };
  expect(await leased).toHaveLength(1);
  expect(await settled).toEqual(leases.map(() => ({ status: "COMPLETED" })));
  await source.close();
});
