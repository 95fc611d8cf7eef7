import { MillraceError, VirtualClock } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OpenedStore } from "./opened-store.ts";

const AWAY = new MillraceError("UNAVAILABLE", "it is away");
const WRONG = new MillraceError("FAILED_PRECONDITION", "it is too old");

/** A store that is away, or wrongly set up, until it is told otherwise. */
class FarStore extends MemoryStore {
  fault: MillraceError | undefined = AWAY;
  looks = 0;
  closings = 0;

  override async ready(): Promise<void> {
    this.looks++;
    if (this.fault) throw this.fault;
  }

  override async warnings(): Promise<string[]> {
    return ["it throws keys away"];
  }

  override close(): Promise<void> {
    this.closings++;
    return super.close();
  }
}

let store: FarStore;
let clock: VirtualClock;
let told: string[];

beforeEach(() => {
  store = new FarStore();
  clock = new VirtualClock();
  told = [];
});
afterEach(() => store.close());

function meet(signal?: AbortSignal): Promise<OpenedStore> {
  return OpenedStore.meet(store, (message) => told.push(message), signal, clock);
}

const LONGEST_WAIT_MS = 5_000;

test("a store that is there has said all when it is opened, and is not asked again", async () => {
  store.fault = undefined;
  const opened = await meet();
  expect(told).toEqual(["it throws keys away"]);
  await opened.check();
  expect(store.looks).toBe(1);
});

test("a store that is away is looked for until it is there, and is heard once", async () => {
  const opened = await meet();
  expect(told).toEqual(["it is away"]);
  for (const fault of [AWAY, WRONG, undefined]) {
    store.fault = fault;
    const { looks } = store;
    await vi.waitFor(() => {
      clock.advance(LONGEST_WAIT_MS);
      expect(store.looks).toBeGreaterThan(looks);
    });
    if (fault) await expect(opened.check()).rejects.toBe(fault);
  }
  await opened.check();
  expect(told).toEqual(["it is away", "it throws keys away"]);
  const { looks } = store;
  clock.advance(10 * LONGEST_WAIT_MS);
  expect(store.looks).toBe(looks);
});

test("checks at the same time are one", async () => {
  const opened = await meet();
  const { looks } = store;
  store.fault = undefined;
  await Promise.all([opened.check(), opened.check()]);
  expect(store.looks).toBe(looks + 1);
  expect(told).toEqual(["it is away", "it throws keys away"]);
});

test("a store in which something has to be put right is closed", async () => {
  store.fault = WRONG;
  await expect(meet()).rejects.toBe(WRONG);
  expect(store.closings).toBe(1);
});

test("a store that is closed is looked for no more", async () => {
  const opened = await meet();
  const { looks } = store;
  await opened.close();
  clock.advance(10 * LONGEST_WAIT_MS);
  await new Promise((resolve) => setImmediate(resolve));
  expect(store.looks).toBe(looks);
  expect(store.closings).toBe(1);
});

test.each(["before", "while"])("who gives up %s it is opened gets no store", async (when) => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const answer = Promise.withResolvers<void>();
  store.ready = () => answer.promise;
  if (when === "before") stop.abort(reason);
  const opening = meet(stop.signal);
  stop.abort(reason);
  await expect(opening).rejects.toBe(reason);
  expect(store.closings).toBe(1);
  answer.reject(AWAY);
});
