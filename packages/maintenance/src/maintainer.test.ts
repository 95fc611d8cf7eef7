import { DONE_BY_ANOTHER, type MaintenanceReport, VirtualClock } from "@millrace/core";
import { expect, it } from "vitest";
import { Maintainer } from "./maintainer.ts";

const DONE: MaintenanceReport = { promoted: 0, rescued: 0, pruned: 0, more: false };

/** A maintainer over rounds that the test answers one by one. */
function setUp() {
  const clock = new VirtualClock();
  const logs: string[] = [];
  const log = (level: string) => (_: object, message: string) => logs.push(`${level}: ${message}`);
  const rounds: PromiseWithResolvers<MaintenanceReport>[] = [];
  const within: (number | undefined)[] = [];
  const maintainer = new Maintainer({
    store: {
      maintain: (options) => {
        within.push(options?.unlessWithinMs);
        const round = Promise.withResolvers<MaintenanceReport>();
        rounds.push(round);
        return round.promise;
      },
    },
    random: () => 0.25,
    logger: { debug: log("debug"), info: log("info"), error: log("error") },
    clock,
  });
  const settled = (count: number) => expect.poll(() => rounds).toHaveLength(count);
  return { clock, logs, rounds, within, maintainer, settled };
}

/** Lets what follows on a settled promise run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it("does a round at once and then one a second, from the end of the one before", async () => {
  const { clock, rounds, maintainer } = setUp();
  maintainer.start();
  maintainer.start();
  expect(rounds).toHaveLength(1);
  clock.advance(10_000);
  expect(rounds).toHaveLength(1);
  rounds[0]?.resolve(DONE);
  await turn();
  clock.advance(999);
  expect(rounds).toHaveLength(1);
  clock.advance(1);
  expect(rounds).toHaveLength(2);
});

it("goes on at once while there is more to do", async () => {
  const { rounds, maintainer, settled } = setUp();
  maintainer.start();
  rounds[0]?.resolve({ ...DONE, promoted: 1000, more: true });
  await settled(2);
  rounds[1]?.resolve({ ...DONE, promoted: 1 });
  await turn();
  expect(rounds).toHaveLength(2);
});

it("leaves the work to another that does it, and looks now and then", async () => {
  const { clock, rounds, within, maintainer } = setUp();
  maintainer.start();
  rounds[0]?.resolve(DONE_BY_ANOTHER);
  await turn();
  clock.advance(3_749);
  expect(rounds).toHaveLength(1);
  clock.advance(1);
  expect(rounds).toHaveLength(2);
  // That one is gone.
  rounds[1]?.resolve(DONE);
  await turn();
  clock.advance(1_000);
  expect(rounds).toHaveLength(3);
  expect(within).toEqual([900, 900, 900]);
});

it("survives failures, and tells of the first one and of the recovery", async () => {
  const { clock, rounds, maintainer, logs } = setUp();
  maintainer.start();
  for (const [i, result] of ["fail", "fail", "work", "work", "fail"].entries()) {
    if (result === "work") rounds[i]?.resolve(DONE);
    else rounds[i]?.reject(new Error("down"));
    await turn();
    clock.advance(1_000);
  }
  expect(logs).toEqual([
    "error: maintenance fails; it goes on trying",
    "info: maintenance works again",
    "error: maintenance fails; it goes on trying",
  ]);
  expect(rounds).toHaveLength(6);
});

it("stops for good, after the round under way, however often it is told", async () => {
  const { clock, rounds, maintainer } = setUp();
  maintainer.start();
  let stopped = false;
  const stopping = Promise.all([maintainer.stop(), maintainer.stop()]).then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  rounds[0]?.resolve({ ...DONE, more: true });
  await stopping;
  clock.advance(60_000);
  await maintainer.stop();
  expect(rounds).toHaveLength(1);
});

it("can be stopped between two rounds, and before the first", async () => {
  const { clock, rounds, maintainer } = setUp();
  await maintainer.stop();
  maintainer.start();
  rounds[0]?.resolve(DONE);
  await turn();
  await maintainer.stop();
  clock.advance(60_000);
  expect(rounds).toHaveLength(1);
});
