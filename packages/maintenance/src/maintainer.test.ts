import { type MaintenanceReport, type RoleLease, VirtualClock } from "@millrace/core";
import { expect, it } from "vitest";
import { Maintainer } from "./maintainer.ts";

const DONE: MaintenanceReport = { promoted: 0, rescued: 0, expired: 0, pruned: 0, more: false };

/** Without its random letters. */
const nameOf = (holder: string) => holder.replace(/ [0-9a-f]{8}$/, "");

/** A maintainer over rounds that the test answers one by one. */
async function setUp() {
  const clock = new VirtualClock();
  const logs: string[] = [];
  const log = (level: string) => (_: object, message: string) => logs.push(`${level}: ${message}`);
  const rounds: PromiseWithResolvers<MaintenanceReport>[] = [];
  const calls: string[] = [];
  /** Whoever has the role besides the maintainer. */
  const others: { holder?: string } = {};
  /** Tells that the role was given up. */
  const released = new Set<() => void>();
  const maintainer = new Maintainer({
    name: "m",
    store: {
      maintain: () => {
        const round = Promise.withResolvers<MaintenanceReport>();
        rounds.push(round);
        return round.promise;
      },
      holdRole: async ({ role, holder, leaseMs }): Promise<RoleLease> => {
        calls.push(`hold ${role} ${nameOf(holder)} ${leaseMs}`);
        const expiresAt = clock.now() + leaseMs;
        return others.holder === undefined
          ? { holder, fence: 1, expiresAt }
          : { holder: others.holder, fence: 2, expiresAt };
      },
      list: () => Promise.reject(new Error("there is no operation")),
      operations: {
        open: async () => [],
        save: () => Promise.reject(new Error("there is no operation")),
        change: () => Promise.reject(new Error("there is no operation")),
      },
      onRoleReleased: (_role, listener) => {
        released.add(listener);
        return () => released.delete(listener);
      },
      releaseRole: async (role, holder) => void calls.push(`release ${role} ${nameOf(holder)}`),
    },
    random: () => 0.25,
    logger: { debug: log("debug"), info: log("info"), error: log("error") },
    clock,
  });
  const settled = (count: number) => expect.poll(() => rounds).toHaveLength(count);
  return { clock, logs, rounds, calls, others, released, maintainer, settled };
}

/** Lets what follows on a settled promise run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it("does a round at once and then one a second, from the end of the one before", async () => {
  const { clock, rounds, maintainer } = await setUp();
  maintainer.start();
  maintainer.start();
  await turn();
  expect(rounds).toHaveLength(1);
  clock.advance(10_000);
  await turn();
  expect(rounds).toHaveLength(1);
  rounds[0]?.resolve(DONE);
  await turn();
  clock.advance(999);
  await turn();
  expect(rounds).toHaveLength(1);
  clock.advance(1);
  await turn();
  expect(rounds).toHaveLength(2);
});

it("goes on at once while there is more to do", async () => {
  const { rounds, maintainer, settled } = await setUp();
  maintainer.start();
  await turn();
  rounds[0]?.resolve({ ...DONE, promoted: 1000, more: true });
  await settled(2);
  rounds[1]?.resolve({ ...DONE, promoted: 1 });
  await turn();
  expect(rounds).toHaveLength(2);
});

it("holds on to the role when half of its lease is over, and not with each round", async () => {
  const { clock, rounds, calls, maintainer } = await setUp();
  maintainer.start();
  for (let second = 0; second < 9; second++) {
    await turn();
    rounds[second]?.resolve(DONE);
    await turn();
    clock.advance(1_000);
  }
  await turn();
  expect(rounds).toHaveLength(10);
  expect(calls).toEqual(Array.from({ length: 4 }, () => "hold maintenance m 5000"));
});

it("asks for the role anew when the clock was set back", async () => {
  const { clock, rounds, calls, maintainer } = await setUp();
  maintainer.start();
  await turn();
  rounds[0]?.resolve(DONE);
  await turn();
  const start = clock.now();
  clock.now = () => start - 60_000;
  clock.advance(1_000);
  await turn();
  expect(rounds).toHaveLength(2);
  expect(calls).toHaveLength(2);
});

it("leaves the rounds to another that has the role, and looks now and then", async () => {
  const { clock, rounds, calls, others, maintainer, logs } = await setUp();
  others.holder = "other";
  maintainer.start();
  await turn();
  clock.advance(3_499);
  await turn();
  expect(calls).toHaveLength(1);
  clock.advance(1);
  await turn();
  expect(calls).toHaveLength(2);
  expect(rounds).toHaveLength(0);
  // That one is gone.
  delete others.holder;
  clock.advance(3_500);
  await turn();
  rounds[0]?.resolve(DONE);
  await turn();
  clock.advance(1_000);
  await turn();
  expect(rounds).toHaveLength(2);
  expect(logs).toEqual(["debug: another maintains it", "debug: maintains the store"]);
});

it("takes over at once when the role is given up, also while it asks for it", async () => {
  const { clock, rounds, calls, others, released, maintainer } = await setUp();
  others.holder = "other";
  maintainer.start();
  const [tell] = released;
  // Another one was faster.
  tell?.();
  await turn();
  expect(calls).toHaveLength(2);
  delete others.holder;
  tell?.();
  await turn();
  expect(calls).toHaveLength(3);
  expect(rounds).toHaveLength(1);
  // What it has itself it need not ask for.
  rounds[0]?.resolve(DONE);
  await turn();
  tell?.();
  await turn();
  expect(calls).toHaveLength(3);
  const stopping = maintainer.stop();
  expect(released.size).toBe(0);
  await stopping;
  clock.advance(60_000);
  await turn();
  expect(rounds).toHaveLength(1);
});

it("survives failures, and tells of the first one and of the recovery", async () => {
  const { clock, rounds, maintainer, logs } = await setUp();
  maintainer.start();
  await turn();
  for (const [i, result] of ["fail", "fail", "work", "work", "fail"].entries()) {
    if (result === "work") rounds[i]?.resolve(DONE);
    else rounds[i]?.reject(new Error("down"));
    await turn();
    clock.advance(1_000);
    await turn();
  }
  expect(logs.slice(1)).toEqual([
    "error: maintenance failed; it will be tried again",
    "info: maintenance works again",
    "error: maintenance failed; it will be tried again",
  ]);
  expect(rounds).toHaveLength(6);
});

it("stops for good, after the round under way, however often it is told", async () => {
  const { clock, rounds, calls, maintainer } = await setUp();
  maintainer.start();
  await turn();
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
  expect(calls.slice(1)).toEqual(["release maintenance m"]);
});

it("waits 5 s for a round that does not end, and leaves its role to end by itself", async () => {
  const { clock, rounds, calls, maintainer, logs } = await setUp();
  maintainer.start();
  await turn();
  let stopped = false;
  const stopping = maintainer.stop().then(() => {
    stopped = true;
  });
  clock.advance(4_999);
  await turn();
  expect(stopped).toBe(false);
  clock.advance(1);
  await stopping;
  expect(calls).toEqual(["hold maintenance m 5000"]);
  expect(logs.at(-1)).toBe(
    "info: maintenance had not ended when it was stopped; its role expires by itself",
  );
  // It ends after all.
  rounds[0]?.resolve({ ...DONE, more: true });
  await turn();
  clock.advance(60_000);
  await turn();
  expect(rounds).toHaveLength(1);
});

it("can be stopped between two rounds, and before the first", async () => {
  const { clock, rounds, calls, maintainer } = await setUp();
  await maintainer.stop();
  expect(calls).toEqual([]);
  maintainer.start();
  await turn();
  rounds[0]?.resolve(DONE);
  await turn();
  await maintainer.stop();
  clock.advance(60_000);
  await turn();
  expect(rounds).toHaveLength(1);
});

it("gives up no role that another has", async () => {
  const { calls, others, maintainer } = await setUp();
  others.holder = "other";
  maintainer.start();
  await turn();
  await maintainer.stop();
  expect(calls).toEqual(["hold maintenance m 5000"]);
});
