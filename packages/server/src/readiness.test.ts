import { MillraceError, VirtualClock } from "@millrace/core";
import { expect, it } from "vitest";
import { Readiness } from "./readiness.ts";

function setUp() {
  const clock = new VirtualClock();
  const logs: string[] = [];
  const log = (level: string) => (_: object, message: string) => logs.push(`${level}: ${message}`);
  const pings: PromiseWithResolvers<void>[] = [];
  const changes: boolean[] = [];
  const readiness = new Readiness({
    ping: () => {
      const ping = Promise.withResolvers<void>();
      pings.push(ping);
      return ping.promise;
    },
    onChange: (ready) => changes.push(ready),
    logger: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    clock,
  });
  return { clock, logs, pings, changes, readiness };
}

/** Lets what follows on a settled promise run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it("tells each change once, and logs it once", async () => {
  const { clock, logs, pings, changes, readiness } = setUp();
  readiness.start();
  readiness.start();
  for (const [i, up] of [true, true, false, false, true].entries()) {
    expect(pings).toHaveLength(i + 1);
    if (up) pings[i]?.resolve();
    else pings[i]?.reject(new Error("down"));
    await turn();
    clock.advance(1_000);
  }
  expect(changes).toEqual([true, false, true]);
  expect(logs).toEqual([
    "info: the store answers: ready",
    "error: the store does not answer, or takes no jobs: not ready",
    "info: the store answers again: ready",
  ]);
});

it("logs once what has to be put right, also when the store did not answer before", async () => {
  const { clock, logs, pings, changes, readiness } = setUp();
  readiness.start();
  const replica = new MillraceError("FAILED_PRECONDITION", "it is a replica");
  const failures = [new Error("down"), replica, replica, undefined];
  for (const [i, failure] of failures.entries()) {
    if (failure === undefined) pings[i]?.resolve();
    else pings[i]?.reject(failure);
    await turn();
    clock.advance(1_000);
  }
  expect(changes).toEqual([false, true]);
  expect(logs).toEqual([
    "error: the store does not answer, or takes no jobs: not ready",
    "error: the store cannot be used: not ready",
    "info: the store answers again: ready",
  ]);
});

it("takes silence for a failure, and recovers when the store answers later", async () => {
  const { clock, pings, changes, readiness } = setUp();
  readiness.start();
  clock.advance(2_999);
  await turn();
  expect(changes).toEqual([]);
  clock.advance(1);
  await turn();
  expect(changes).toEqual([false]);
  clock.advance(1_000);
  pings[1]?.resolve();
  await turn();
  expect(changes).toEqual([false, true]);
  // The first ping ends at last: nobody listens any more.
  pings[0]?.reject(new Error("late"));
  await turn();
  expect(changes).toEqual([false, true]);
});

it("tells nothing once it is stopped", async () => {
  const { clock, pings, changes, readiness } = setUp();
  readiness.start();
  readiness.stop();
  readiness.stop();
  pings[0]?.resolve();
  await turn();
  clock.advance(60_000);
  expect({ changes, pings: pings.length }).toEqual({ changes: [], pings: 1 });
});
