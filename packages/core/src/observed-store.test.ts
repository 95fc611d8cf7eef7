import { expect, test } from "vitest";
import { CheckedStore } from "./checked-store.ts";
import { newJobId } from "./job-id.ts";
import { MillraceError } from "./millrace-error.ts";
import { type CallEnd, observed, type StoreCall } from "./observed-store.ts";
import { aJob, FakeEngine } from "./test/fake-engine.ts";

function observedStore() {
  const engine = new FakeEngine();
  const told: (Pick<StoreCall, "name" | "items"> | CallEnd)[] = [];
  const whole: [StoreCall, CallEnd][] = [];
  const store = observed(new CheckedStore(engine), (call) => {
    told.push({ name: call.name, items: call.items });
    return (end) => {
      const { answer: _, ...rest } = end;
      told.push(rest);
      whole.push([call, end]);
    };
  });
  return { engine, store, told, whole };
}

test("a call is told when it begins, and how it ends", async () => {
  const { store, told } = observedStore();
  const answer = store.enqueue([{ type: "a" }, { type: "b" }]);
  expect(told).toEqual([{ name: "enqueue", items: 2 }]);
  expect(await answer).toHaveLength(2);
  expect(told).toEqual([{ name: "enqueue", items: 2 }, { items: 2 }]);
});

test("a call is told with what it asks, and what it is answered", async () => {
  const { store, whole } = observedStore();
  const requests = [{ type: "a" }];
  const answer = await store.enqueue(requests);
  await store.ping();
  await expect(store.get("none")).rejects.toThrow();
  const [[enqueue, enqueued], [, pinged], [get, failed]] = whole as [
    [StoreCall, CallEnd],
    [StoreCall, CallEnd],
    [StoreCall, CallEnd],
  ];
  expect(enqueue.args[0]).toBe(requests);
  expect(enqueued.answer).toBe(answer);
  expect(pinged).toEqual({ items: 0, answer: undefined });
  expect(get.args).toEqual(["none"]);
  expect(failed).not.toHaveProperty("answer");
});

test("a listing counts the jobs of its page, and a call about one job none", async () => {
  const { store, told } = observedStore();
  await store.list({ type: "a" });
  await store.get(newJobId(0));
  expect(told).toEqual([
    { name: "list", items: 0 },
    { items: 1 },
    { name: "get", items: 0 },
    { items: 0 },
  ]);
});

test("a call that fails ends with its code, and INTERNAL stands for what is no MillraceError", async () => {
  const { engine, store, told } = observedStore();
  engine.ping = () => Promise.reject(new MillraceError("UNAVAILABLE", "it is away"));
  await expect(store.ping()).rejects.toThrow("it is away");
  engine.ping = () => Promise.reject(new TypeError("a bug"));
  await expect(store.ping()).rejects.toThrow("a bug");
  await expect(store.get("none")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  const ends = told.filter((one) => !("name" in one));
  expect(ends).toEqual([
    { code: "UNAVAILABLE", items: 0 },
    { code: "INTERNAL", items: 0 },
    { code: "INVALID_ARGUMENT", items: 0 },
  ]);
});

test("calls of queues are told under the name of their noun", async () => {
  const { store, told } = observedStore();
  await store.queues.list();
  await store.queues.get("a");
  await expect(store.queues.get("")).rejects.toThrow("type");
  expect(told).toEqual([
    { name: "queues.list", items: 0 },
    { items: 1 },
    { name: "queues.get", items: 0 },
    { items: 0 },
    { name: "queues.get", items: 0 },
    { code: "INVALID_ARGUMENT", items: 0 },
  ]);
});

test("a watch is one call, from its first event on until it is left", async () => {
  const { store, told } = observedStore();
  const events = store.watch({ id: newJobId(0) });
  expect(told).toEqual([]);
  for await (const { job } of events) {
    expect(job).toEqual(aJob);
    expect(told).toEqual([{ name: "watch", items: 0 }]);
    break;
  }
  expect(told).toEqual([{ name: "watch", items: 0 }, { items: 1 }]);
  await store.close();
  told.length = 0;
  await expect(
    store
      .watch({ id: newJobId(0) })
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toThrow();
  expect(told).toEqual([
    { name: "watch", items: 0 },
    { code: "UNAVAILABLE", items: 0 },
  ]);
});

test("what is no call passes through: properties, subscriptions and the class", () => {
  const { engine, store, told } = observedStore();
  expect(store).toBeInstanceOf(CheckedStore);
  expect([store.kind, store.batchSize]).toEqual(["fake", 200]);
  store.onCancelRequested(() => {})();
  expect(engine.calls.map(([name]) => name)).toEqual(["onCancelRequested"]);
  expect(told).toEqual([]);
});
