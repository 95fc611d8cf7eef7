import { VirtualClock } from "@millrace/core";
import { OperationRunner } from "@millrace/maintenance";
import { MemoryStore } from "@millrace/store-memory";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { showOperations } from "./operation-metrics.ts";

test("operations are shown by what they do, as long as they are open", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  const register = new Registry();
  showOperations(register, store, clock);
  const scrape = async () =>
    (await register.metrics()).split("\n").filter((line) => line.startsWith("millrace_"));
  await store.operations.start({ action: "CANCEL", filter: { type: "mail" } });
  await store.operations.start({ action: "RETRY", filter: { type: "mail" } });
  await store.operations.start({ action: "RETRY", filter: { type: "sms" } });
  expect(await scrape()).toEqual([
    'millrace_operations_open{action="retry"} 2',
    'millrace_operations_open{action="cancel"} 1',
    'millrace_operations_open{action="delete"} 0',
  ]);
  await new OperationRunner({ store, clock }).run();
  clock.advance(10_000);
  expect((await scrape()).every((line) => line.endsWith(" 0"))).toBe(true);
});
