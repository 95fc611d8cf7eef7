import { beforeEach, describe, expect, test } from "vitest";
import type { Lease, LeaseRequest } from "./lease.ts";
import { FALLBACK_POLL_MS, longPoll, type PollResult } from "./long-poll.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { WaitingLeases } from "./waiting-leases.ts";

const TYPE = "task";
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

let clock: VirtualClock;
let waiting: WaitingLeases;
/** How many jobs are due, and when the next one is. */
let jobs: number;
let nextDueAt: number | undefined;
let looks: number;
/** The names of the leases that have got a job, in order. */
let served: string[];
const closed = new AbortController().signal;

beforeEach(() => {
  clock = new VirtualClock();
  waiting = new WaitingLeases();
  jobs = 0;
  nextDueAt = undefined;
  looks = 0;
  served = [];
});

async function attempt(): Promise<PollResult> {
  looks++;
  if (nextDueAt !== undefined && nextDueAt <= clock.now()) {
    nextDueAt = undefined;
    jobs++;
  }
  if (jobs > 0) {
    jobs--;
    return { leases: [{ token: 1 } as Lease] };
  }
  return nextDueAt === undefined
    ? { leases: [] }
    : { leases: [], nextDueMs: nextDueAt - clock.now() };
}

function wait(workerId: string, options: Partial<LeaseRequest> = {}, look = attempt) {
  const request = { types: [TYPE], maxJobs: 1, leaseMs: 1, waitMs: 60_000, workerId, ...options };
  const polled = longPoll(request, look, { clock, wakeUps: waiting, closed });
  return polled.then((leases) => {
    if (leases.length > 0) served.push(workerId);
    return leases;
  });
}

async function waitAll(count: number): Promise<void> {
  for (let i = 0; i < count; i++) void wait(`${i}`);
  await turn();
  looks = 0;
}

function enqueue(count: number): void {
  jobs += count;
  waiting.wake(TYPE, count);
}

describe("of a thousand leases that wait", () => {
  test.each([1, 3, 50])("%i jobs wake as many, the longest waiting first", async (count) => {
    await waitAll(1_000);
    enqueue(count);
    await turn();
    expect(served).toEqual(Array.from({ length: count }, (_, i) => `${i}`));
    // One more takes the place of the lookout, which was served first.
    expect(looks).toBeLessThanOrEqual(count + 1);
  });

  test("each of many single jobs wakes one", async () => {
    await waitAll(1_000);
    for (let i = 0; i < 100; i++) {
      enqueue(1);
      await turn();
    }
    expect(served).toHaveLength(100);
    expect(looks).toBeLessThanOrEqual(101);
  });

  test("one looks when the next job falls due, and after a while in any case", async () => {
    await waitAll(1_000);
    clock.advance(FALLBACK_POLL_MS);
    await turn();
    expect(looks).toBe(1);
    nextDueAt = clock.now() + 700;
    waiting.wake(TYPE);
    await turn();
    looks = 0;
    clock.advance(699);
    await turn();
    expect([looks, served]).toEqual([0, []]);
    clock.advance(1);
    await turn();
    expect(served).toHaveLength(1);
    expect(looks).toBeLessThanOrEqual(2);
  });
});

test("a lease that is given up when it was woken passes the wake-up on", async () => {
  const abort = new AbortController();
  void wait("gone", { signal: abort.signal });
  void wait("next");
  await turn();
  enqueue(1);
  abort.abort();
  await turn();
  expect(served).toEqual(["next"]);
});

test("a lease that is woken while it looks, and then has a job, passes the wake-up on", async () => {
  const look = Promise.withResolvers<PollResult>();
  void wait("looking", {}, () => look.promise);
  void wait("next");
  await turn();
  jobs = 1;
  waiting.wake(TYPE);
  look.resolve({ leases: [{ token: 1 } as Lease] });
  await turn();
  expect(served).toEqual(["looking", "next"]);
});

test("a look that fails passes the wake-up on", async () => {
  let fails = false;
  const failing = wait("failing", {}, async () => {
    if (fails) throw new Error("away");
    return attempt();
  });
  void wait("next");
  await turn();
  fails = true;
  enqueue(1);
  await expect(failing).rejects.toThrow("away");
  await turn();
  expect(served).toEqual(["next"]);
});

test("a lookout that leaves is replaced, for all of its types", async () => {
  const abort = new AbortController();
  void wait("lookout", { types: ["a", "b"], signal: abort.signal });
  void wait("a", { types: ["a"] });
  void wait("b", { types: ["b"] });
  await turn();
  abort.abort();
  await turn();
  looks = 0;
  jobs = 2;
  clock.advance(FALLBACK_POLL_MS);
  await turn();
  expect(served.sort()).toEqual(["a", "b"]);
});

test("a wake-up of another type is none, one of all is", async () => {
  await waitAll(3);
  waiting.wake("other", 10);
  await turn();
  expect(looks).toBe(0);
  waiting.wakeAll();
  await turn();
  expect(looks).toBe(3);
});

test("for what a lease has left, others are woken unless enough of them were", () => {
  const waiting = new WaitingLeases();
  const woken: string[] = [];
  const [first, ...others] = ["first", "second", "third", "fourth"].map((name) =>
    waiting.listen(["t"], () => woken.push(name)),
  );
  waiting.wake("t", 2);
  first?.looks?.();
  first?.leaves("t", 1);
  expect(woken).toEqual(["first", "second"]);
  first?.leaves("t", 3);
  expect(woken).toEqual(["first", "second", "third", "fourth"]);
  for (const other of others) other.looks?.();
  for (const other of others) other.looksAt(0);
  others[0]?.leaves("t", 1);
  expect(woken).toHaveLength(5);
});
