import { RemoteJobSource } from "@millrace/client/worker";
import { type ErrorCode, MillraceError, type Settlement } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { serve } from "./serve.ts";

test("each item of a settle has its own error, of any code, and the log has what an operator must see", async () => {
  const codes: ErrorCode[] = ["LEASE_LOST", "DATA_LOSS", "UNAVAILABLE", "PERMISSION_DENIED"];
  const store = new MemoryStore();
  const violations = [{ field: "result", description: "is odd" }];
  store.settle = async (items) =>
    items.map((_, i) => {
      const code = codes[i];
      if (code === undefined) return { status: "COMPLETED" };
      return { error: new MillraceError(code, `result is odd: ${code}`, { violations }) };
    });
  const logged: unknown[] = [];
  const logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (details: object, message: string) => logged.push({ ...details, message }),
  };
  await using served = await serve(store, { logger });
  const source = new RemoteJobSource({ url: served.url });
  const items = Array.from(
    { length: codes.length + 1 },
    (_, i): Settlement => ({ jobId: `1-${i}`, token: 1, outcome: { kind: "completed" } }),
  );
  expect(await source.settle(items)).toMatchObject([
    ...codes.map((code) => ({ error: { code, message: `result is odd: ${code}`, violations } })),
    { status: "COMPLETED" },
  ]);
  expect(logged).toMatchObject([
    {
      service: "millrace.v1.WorkerService",
      method: "Settle",
      err: { code: "DATA_LOSS" },
      message: "an item of a call failed",
    },
  ]);
  await source.close();
});

test("in JSON an item's error has the name of its code and the fields at fault", async () => {
  await using served = await serve();
  const answer = await fetch(`${served.url}/millrace.v1.JobService/EnqueueBatch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requests: [{ type: "a" }, { type: "a", priority: 101 }] }),
  });
  const description = "must be a whole number from 0 to 100, but is 101";
  expect(await answer.json()).toMatchObject({
    results: [
      { enqueued: { created: true } },
      {
        error: {
          code: "INVALID_ARGUMENT",
          message: `cannot enqueue: priority ${description}`,
          violations: [{ field: "priority", description }],
        },
      },
    ],
  });
});
