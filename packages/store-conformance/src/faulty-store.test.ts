import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { faultyStore } from "./faulty-store.ts";
import { storeSuite } from "./store-suite.ts";

storeSuite("a store whose faults do not happen", {
  time: "virtual",
  open: (clock) => faultyStore(new MemoryStore({ clock }), {}),
});

const lost = new Error("lost");

test("a fault before a call keeps it from happening, one after it only its answer", async () => {
  const store = new MemoryStore();
  const at = (fault: string, call: string) => (name: string) => {
    if (`${fault} ${name}` === call) throw lost;
  };
  const faulty = (call: string) =>
    faultyStore(store, { before: at("before", call), after: at("after", call) });
  await expect(faulty("before enqueue").enqueue([{ type: "a" }])).rejects.toBe(lost);
  expect((await store.list({})).jobs).toHaveLength(0);
  await expect(faulty("after enqueue").enqueue([{ type: "a" }])).rejects.toBe(lost);
  expect((await store.list({})).jobs).toHaveLength(1);
  await expect(faulty("before queues.get").queues.get("a")).rejects.toBe(lost);
  const [job] = (await store.list({})).jobs;
  await expect(
    faulty("before watch")
      .watch({ id: job?.id ?? "" })
      .next(),
  ).rejects.toBe(lost);
});

test("a call is carried with its arguments, and may be made twice, or with others", async () => {
  const store = new MemoryStore();
  const twice = faultyStore(store, {
    carry: async (name, args, send) => {
      if (name === "enqueue") await send(...args);
      return send([{ type: "other" }]);
    },
  });
  expect(await twice.enqueue([{ type: "a" }])).toMatchObject([{ job: { type: "other" } }]);
  expect((await store.list({})).jobs.map(({ type }) => type).sort()).toEqual(["a", "other"]);
});

test("a notice of a cancel may be lost", async () => {
  const store = new MemoryStore();
  const heard: string[] = [];
  let isLost = true;
  const faulty = faultyStore(store, {
    notify: (deliver) => {
      if (!isLost) deliver();
    },
  });
  faulty.onCancelRequested((jobId) => heard.push(jobId));
  await store.enqueue([{ type: "a" }, { type: "a" }]);
  const request = { types: ["a"], maxJobs: 2, leaseMs: 1_000, waitMs: 0, workerId: "w" };
  const [first, second] = await store.lease(request);
  await store.cancel(first?.job.id ?? "");
  isLost = false;
  await store.cancel(second?.job.id ?? "");
  expect(heard).toEqual([second?.job.id]);
});
