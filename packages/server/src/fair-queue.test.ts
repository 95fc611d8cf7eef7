import { VirtualClock } from "@millrace/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FairQueue } from "./fair-queue.ts";

/** A queue whose turns the test ends itself. */
function open(perOwner: number, inAll: number) {
  const ends: (() => void)[] = [];
  let nowMs = 0;
  const clock = Object.assign(new VirtualClock(), {
    now: () => nowMs,
    afterTurn: (callback: () => void) => void ends.push(callback),
  });
  const queue = new FairQueue({ perOwner, inAll, clock });
  const endTurn = () => {
    for (const end of ends.splice(0)) end();
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { queue, endTurn, pass, isIdle: () => ends.length === 0 };
}

it("starts at once what there is room for", () => {
  const { queue } = open(2, 3);
  const started: string[] = [];
  for (const owner of [{}, {}]) {
    for (const name of ["a", "b", "c"]) queue.run(owner, () => started.push(name) > 0);
  }
  expect(started).toEqual(["a", "b", "a"]);
});

it("lets a newcomer pass the line of who came before", () => {
  const { queue, endTurn } = open(2, 4);
  const started: string[] = [];
  const flood = {};
  for (let n = 0; n < 1_000; n++) queue.run(flood, () => started.push("flood") > 0);
  for (let n = 0; n < 3; n++) queue.run({}, () => started.push("newcomer") > 0);
  expect(started).toEqual(["flood", "flood", "newcomer", "newcomer"]);
  endTurn();
  expect(started.slice(4)).toEqual(["newcomer", "flood", "flood"]);
});

it("goes on with who was not served when a turn has room for less than all", () => {
  const { queue, endTurn } = open(4, 2);
  const started: number[] = [];
  const owners = [{}, {}, {}, {}, {}];
  for (let round = 0; round < 2; round++) {
    for (const [number, owner] of owners.entries())
      queue.run(owner, () => started.push(number) > 0);
  }
  for (let turn = 0; turn < 4; turn++) endTurn();
  expect(started).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
});

it("passes over what needs no start any more", () => {
  const { queue, endTurn } = open(1, 2);
  const started: string[] = [];
  const flood = {};
  queue.run(flood, () => started.push("flood") > 0);
  for (let n = 0; n < 1_000; n++) queue.run(flood, () => false);
  queue.run(flood, () => started.push("last") > 0);
  endTurn();
  expect(started).toEqual(["flood", "last"]);
});

it("starts nothing more in a turn that lasts long, and less in the next one", () => {
  const { queue, endTurn, pass } = open(8, 8);
  const owner = {};
  let started = 0;
  const inTurn = (ms: number) => {
    started = 0;
    pass(ms);
    endTurn();
    return started;
  };
  const slow = () => {
    pass(25);
    return ++started > 0;
  };
  for (let n = 0; n < 10; n++) queue.run(owner, slow);
  expect(started).toBe(1);
  expect(inTurn(0)).toBe(1);
  for (let n = 0; n < 1_000; n++) queue.run(owner, () => ++started > 0);
  while (inTurn(0) === 1);
  expect([inTurn(60), inTurn(60), inTurn(60), inTurn(60)]).toEqual([4, 2, 1, 1]);
  expect([inTurn(0), inTurn(0), inTurn(0), inTurn(0)]).toEqual([2, 4, 8, 8]);
});

it("starts everything, each owner's in its order, and never too much in a turn", () => {
  const arrivals = fc.array(fc.array(fc.nat({ max: 4 }), { maxLength: 40 }), { maxLength: 10 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      arrivals,
      (perOwner, inAll, turns) => {
        const { queue, endTurn, isIdle } = open(perOwner, inAll);
        const owners = Array.from({ length: 5 }, () => ({ came: 0, started: 0, inTurn: 0 }));
        const endAndCheck = () => {
          // What starts at a turn's end counts for the next one.
          for (const owner of owners) owner.inTurn = 0;
          endTurn();
        };
        for (const turn of turns) {
          for (const number of turn) {
            const owner = owners[number] ?? expect.unreachable();
            const place = owner.came++;
            queue.run(owner, () => {
              expect(owner.started++).toBe(place);
              expect(++owner.inTurn).toBeLessThanOrEqual(perOwner);
              const inTurn = owners.reduce((sum, each) => sum + each.inTurn, 0);
              expect(inTurn).toBeLessThanOrEqual(inAll);
              return true;
            });
          }
          endAndCheck();
        }
        while (!isIdle()) endAndCheck();
        for (const { came, started } of owners) expect(started).toBe(came);
      },
    ),
  );
});
