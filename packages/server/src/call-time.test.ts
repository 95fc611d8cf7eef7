import { createHandlerContext, type HandlerContext } from "@connectrpc/connect";
import { VirtualClock } from "@millrace/core";
import { JobService } from "@millrace/protocol";
import { describe, expect, it } from "vitest";
import { answerInTime, answerTimeMs, pollTimeMs } from "./call-time.ts";

const { enqueue, getJob } = JobService.method;

function contextOf(leftMs: number | undefined, method = enqueue as HandlerContext["method"]) {
  const init = {
    service: JobService,
    method,
    protocolName: "grpc",
    requestMethod: "POST",
    url: "",
  };
  return { ...createHandlerContext(init), timeoutMs: () => leftMs };
}

describe("answerTimeMs", () => {
  it.each([
    [10_000, 9_900],
    [500, 400],
    [100, 80],
    [1, 0.8],
    [0, 0],
    [-5, 0],
    [undefined, undefined],
  ])("of a call with %s ms left is %s", (leftMs, answerMs) => {
    expect(answerTimeMs(contextOf(leftMs))).toBe(answerMs);
  });
});

describe("pollTimeMs", () => {
  it.each([
    [60_000, undefined, 60_000],
    [60_000, 10_000, 8_900],
    [1_000, 10_000, 1_000],
    [0, 10_000, 0],
    [60_000, -5, 0],
  ])("of a wait of %s ms with %s ms left is %s", (waitMs, leftMs, pollMs) => {
    expect(pollTimeMs(waitMs, contextOf(leftMs))).toBe(pollMs);
  });
});

describe("answerInTime", () => {
  const silence = new Promise<never>(() => {});

  /** When, in milliseconds, a call without an answer is given up; checked to the millisecond. */
  async function givenUpAfter(expectedMs: number, leftMs: number | undefined, waitMs?: number) {
    const clock = new VirtualClock();
    const options = { clock, storeTimeoutMs: 30_000 };
    let ended = false;
    const call = answerInTime(silence, contextOf(leftMs), options, waitMs).catch((error) => {
      ended = true;
      return error;
    });
    clock.advance(expectedMs - 1);
    await Promise.resolve();
    expect(ended).toBe(false);
    clock.advance(1);
    expect(await call).toMatchObject({ code: "UNAVAILABLE" });
  }

  it("gives up shortly before the caller does", () => givenUpAfter(9_900, 10_000));
  it("gives up after the store's time without a deadline", () => givenUpAfter(30_000, undefined));
  it("gives up after the store's time before a far deadline", () => givenUpAfter(30_000, 99_999));
  it("adds what the store was asked to wait", () => givenUpAfter(50_000, undefined, 20_000));

  it("says whether anything may have happened", async () => {
    const clock = new VirtualClock();
    const options = { clock, storeTimeoutMs: 1 };
    const write = answerInTime(silence, contextOf(undefined), options);
    const read = answerInTime(silence, contextOf(undefined, getJob), options);
    clock.advance(1);
    await expect(write).rejects.toThrow("outcome unknown");
    await expect(read).rejects.toThrow("nothing was changed");
  });

  it("hands on what the call comes to, and leaves no timer", async () => {
    const clock = new VirtualClock();
    let timers = 0;
    const counting = {
      now: () => clock.now(),
      setTimer(delayMs: number, callback: () => void) {
        const stop = clock.setTimer(delayMs, callback);
        timers++;
        return () => {
          timers--;
          stop();
        };
      },
      afterTurn: (callback: () => void) => clock.afterTurn(callback),
    };
    const options = { clock: counting, storeTimeoutMs: 1_000 };
    expect(await answerInTime(Promise.resolve(7), contextOf(undefined), options)).toBe(7);
    const error = new Error("no");
    const failing = answerInTime(Promise.reject(error), contextOf(undefined), options);
    await expect(failing).rejects.toBe(error);
    expect(timers).toBe(0);
  });
});
