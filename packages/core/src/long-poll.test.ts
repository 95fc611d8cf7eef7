import { beforeEach, describe, expect, test } from "vitest";
import type { Lease, LeaseRequest } from "./lease.ts";
import { FALLBACK_POLL_MS, type Look, longPoll, type PollResult } from "./long-poll.ts";
import { MillraceError } from "./millrace-error.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { WaitingLeases } from "./waiting-leases.ts";

const TYPE = "task";
const LEASES = [{ token: 1 } as Lease];
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

let clock: VirtualClock;
let wakeUps: WaitingLeases;
let closed: AbortController;
let looks: number;
let found: PollResult;

beforeEach(() => {
  clock = new VirtualClock();
  wakeUps = new WaitingLeases();
  closed = new AbortController();
  looks = 0;
  found = { leases: [] };
});

function poll(
  options: Partial<LeaseRequest> = {},
  look: (look: Look) => Promise<PollResult> = async () => found,
) {
  const request = {
    types: [TYPE],
    maxJobs: 1,
    leaseMs: 30_000,
    waitMs: 60_000,
    workerId: "w",
    ...options,
  };
  const attempt = (how: Look) => {
    looks++;
    return look(how);
  };
  return longPoll(request, attempt, { clock, wakeUps, closed: closed.signal });
}

test("what is due is leased without a wait", async () => {
  found = { leases: LEASES };
  expect(await poll()).toBe(LEASES);
  expect(looks).toBe(1);
});

test("without a wait one look is all", async () => {
  expect(await poll({ waitMs: 0 })).toEqual([]);
  expect(looks).toBe(1);
});

describe("a wait", () => {
  test("looks again at each wake-up of its types", async () => {
    const polled = poll();
    await turn();
    wakeUps.wake("other");
    await turn();
    expect(looks).toBe(1);
    wakeUps.wake(TYPE);
    await turn();
    expect(looks).toBe(2);
    found = { leases: LEASES };
    wakeUps.wake(TYPE);
    expect(await polled).toBe(LEASES);
  });

  test("looks again when a wake-up came during the look", async () => {
    const polled = poll({}, async () => {
      if (looks === 1) wakeUps.wake(TYPE);
      return looks === 1 ? { leases: [] } : { leases: LEASES };
    });
    expect(await polled).toBe(LEASES);
    expect(looks).toBe(2);
  });

  test("tells each look whether a wake-up is its reason, and how long it goes on", async () => {
    const told: Look[] = [];
    const polled = poll({ waitMs: 300 }, async (look) => {
      told.push(look);
      return found;
    });
    await turn();
    clock.advance(100);
    wakeUps.wake(TYPE);
    await turn();
    clock.advance(200);
    await polled;
    expect(told).toEqual([
      { woken: false, leftMs: 300 },
      { woken: true, leftMs: 200 },
      { woken: false, leftMs: 0 },
    ]);
  });

  test("looks again when the next job falls due", async () => {
    found = { leases: [], nextDueMs: 700 };
    const polled = poll();
    await turn();
    clock.advance(699);
    await turn();
    expect(looks).toBe(1);
    found = { leases: LEASES };
    clock.advance(1);
    expect(await polled).toBe(LEASES);
  });

  test("looks again after a while in case a wake-up was lost", async () => {
    found = { leases: [], nextDueMs: 50_000 };
    const polled = poll();
    await turn();
    clock.advance(FALLBACK_POLL_MS - 1);
    await turn();
    expect(looks).toBe(1);
    found = { leases: LEASES };
    clock.advance(1);
    expect(await polled).toBe(LEASES);
  });

  test("ends when its time is over, with a last look", async () => {
    const polled = poll({ waitMs: 300 });
    await turn();
    clock.advance(300);
    expect(await polled).toEqual([]);
    expect(looks).toBe(2);
  });

  test.each(["signal", "close"] as const)("ends with its %s, and looks no more", async (how) => {
    const abort = new AbortController();
    const polled = poll({ signal: abort.signal });
    await turn();
    (how === "signal" ? abort : closed).abort();
    expect(await polled).toEqual([]);
    expect(looks).toBe(1);
  });

  test("that was ended before it began does not look", async () => {
    expect(await poll({ signal: AbortSignal.abort() })).toEqual([]);
    expect(looks).toBe(0);
  });
});

describe("a look that fails", () => {
  const unavailable = new MillraceError("UNAVAILABLE", "down");

  test("fails the call", async () => {
    const fail = async () => {
      throw unavailable;
    };
    await expect(poll({}, fail)).rejects.toBe(unavailable);
  });

  test("because the store closes ends it", async () => {
    const fail = async () => {
      closed.abort();
      throw unavailable;
    };
    expect(await poll({}, fail)).toEqual([]);
  });
});
