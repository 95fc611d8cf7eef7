import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { Worker } from "./worker.ts";
import type { WorkerEvents } from "./worker-events.ts";

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("the listener's own fault");
    },
  ],
  ["rejects", () => Promise.reject(new Error("the listener's own fault"))],
  [
    "returns a thenable that rejects",
    // biome-ignore lint/suspicious/noThenProperty: promises of other libraries are no Promise.
    () => ({ then: (_: unknown, reject: () => void) => reject() }),
  ],
])("a listener that %s is logged and stops nothing", async (_, fail) => {
  const store = new MemoryStore();
  const logged: string[] = [];
  const log = (_details: object, message: string) => {
    if (message.includes("listener")) logged.push(message);
  };
  const logger = { info: () => {}, warn: log, error: log };
  const handlers = {
    good: () => "done",
    bad: () => {
      throw new Error("no");
    },
  };
  const worker = new Worker(handlers, { source: store, logger });
  const heard: string[] = [];
  for (const event of ["started", "completed", "failed", "stopped"] as (keyof WorkerEvents)[]) {
    worker.on(event, fail);
    worker.once(event, () => heard.push(event));
  }
  await store.enqueue([{ type: "bad", maxAttempts: 1 }, { type: "good" }]);
  await worker.start();
  await expect.poll(() => heard.toSorted()).toEqual(["completed", "failed", "started"]);
  await worker.stop();
  expect(heard).toContain("stopped");
  await expect.poll(() => logged.length).toBe(4);
  expect(logged.toSorted()).toEqual(
    ["completed", "failed", "started", "stopped"].map(
      (event) => `a listener of the event ${event} has thrown`,
    ),
  );
});
