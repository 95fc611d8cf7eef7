import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { Worker, type WorkerEvents } from "./worker.ts";

test("a listener that throws is logged and stops nothing", async () => {
  const store = new MemoryStore();
  const logged: string[] = [];
  const log = (_details: object, message: string) => logged.push(message);
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
    worker.on(event, () => {
      throw new Error("the listener's own fault");
    });
    worker.once(event, () => heard.push(event));
  }
  await store.enqueue([{ type: "bad", maxAttempts: 1 }, { type: "good" }]);
  await worker.start();
  await expect.poll(() => heard.toSorted()).toEqual(["completed", "failed", "started"]);
  await worker.stop();
  expect(heard).toContain("stopped");
  expect(logged.toSorted()).toEqual(
    ["completed", "failed", "started", "stopped"].map(
      (event) => `a listener of the event ${event} has thrown`,
    ),
  );
});
