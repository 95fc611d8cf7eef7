import { execFileSync } from "node:child_process";
import { VirtualClock } from "@millrace/core";
import { storeSuite } from "@millrace/store-conformance";
import { expect, test, vi } from "vitest";
import { MemoryStore } from "./memory-store.ts";

storeSuite("the memory store", { time: "virtual", open: (clock) => new MemoryStore({ clock }) });

test.each([["a lease"], ["maintenance"]])("%s has a rescued job retried at once", async (who) => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  await store.enqueue([{ type: "a", backoff: { initialMs: 0 } }]);
  const request = { types: ["a"], maxJobs: 1, leaseMs: 10, waitMs: 0, workerId: "w" };
  await store.lease(request);
  clock.advance(10);
  if (who === "maintenance") {
    expect(await store.maintain()).toMatchObject({ rescued: 1, promoted: 1 });
  } else {
    expect(await store.lease(request)).toMatchObject([{ job: { attempt: 2 }, token: 3 }]);
  }
  await store.close();
});

test("many jobs that fall due at once are promoted in steps, by leases and by maintenance", async () => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  const requests = Array.from({ length: 1_200 }, () => ({ type: "a", delayMs: 1_000 }));
  for (const half of [requests.slice(600), requests.slice(0, 600)]) await store.enqueue(half);
  clock.advance(1_000);
  expect(await store.maintain()).toMatchObject({ promoted: 500, more: true });
  const request = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
  expect(await store.lease(request)).toHaveLength(1);
  expect(await store.maintain()).toMatchObject({ promoted: 200, more: false });
  await store.close();
});

test.each([10, 10_000])("a round of maintenance looks at none of %i types that wait", async (n) => {
  const clock = new VirtualClock();
  const store = new MemoryStore({ clock });
  for (let i = 0; i < n; i++) {
    await store.enqueue([{ type: `pending-${i}` }, { type: `later-${i}`, delayMs: 3_600_000 }]);
  }
  const now = vi.spyOn(clock, "now");
  const idle = { promoted: 0, rescued: 0, expired: 0, pruned: 0, more: false };
  expect(await store.maintain()).toEqual(idle);
  expect(now.mock.calls.length).toBeLessThan(10);
  now.mockRestore();
  clock.advance(3_600_000);
  let promoted = 0;
  for (let more = true; more; ) {
    const report = await store.maintain();
    promoted += report.promoted;
    more = report.more;
  }
  expect(promoted).toBe(n);
  await store.close();
});

test("a wait keeps its process alive until it is over, and no longer", () => {
  const program = `
    import { MemoryStore } from "@millrace/store-memory";
    const store = new MemoryStore();
    const [{ job }] = await store.enqueue([{ type: "a" }]);
    console.log((await store.get(job.id, { waitMs: 20 })).status);`;
  const args = ["--conditions=@millrace/source", "--input-type=module", "--eval", program];
  expect(execFileSync(process.execPath, args, { cwd: import.meta.dirname }).toString()).toBe(
    "PENDING\n",
  );
});
