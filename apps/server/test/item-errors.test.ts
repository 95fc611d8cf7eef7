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
