import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteAccount, ByteBudget, type Holding } from "./byte-budget.ts";

it("refuses what goes over the bytes of one connection, and goes on with less", () => {
  const account = new ByteAccount(new ByteBudget(10, 100));
  const large = account.hold(() => expect.unreachable());
  const small = account.hold(() => expect.unreachable());
  expect(large.grow(8)).toBe(true);
  expect(small.grow(3)).toBe(false);
  expect(small.grow(2)).toBe(true);
  large.release();
  expect(small.grow(8)).toBe(true);
});

it("takes from the largest holding of the connection that holds most", () => {
  const budget = new ByteBudget(100, 100);
  const evicted: string[] = [];
  const hold = (account: ByteAccount, name: string) => account.hold(() => evicted.push(name));
  const greedy = new ByteAccount(budget);
  const modest = new ByteAccount(budget);
  expect(hold(greedy, "largest").grow(50)).toBe(true);
  expect(hold(greedy, "small").grow(20)).toBe(true);
  expect(hold(modest, "modest").grow(30)).toBe(true);
  expect(hold(modest, "modest").grow(10)).toBe(true);
  expect(evicted).toEqual(["largest"]);
});

it("takes from nobody for the connection that holds most itself", () => {
  const budget = new ByteBudget(100, 100);
  const greedy = new ByteAccount(budget).hold(() => expect.unreachable());
  const modest = new ByteAccount(budget).hold(() => expect.unreachable());
  expect(modest.grow(40)).toBe(true);
  expect(greedy.grow(60)).toBe(true);
  expect(greedy.grow(1)).toBe(false);
});

it("counts what there is, and never more than there may be", () => {
  const step = fc.record({
    account: fc.nat({ max: 2 }),
    holding: fc.nat({ max: 3 }),
    act: fc.constantFrom("grow", "shrink", "release"),
    bytes: fc.nat({ max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const budget = new ByteBudget(60, 100);
      const accounts = [0, 1, 2].map(() => new ByteAccount(budget));
      const open = new Map<string, Holding>();
      for (const { account, holding, act, bytes } of steps) {
        const name = `${account}/${holding}`;
        const held =
          open.get(name) ?? (accounts[account] as ByteAccount).hold(() => open.delete(name));
        open.set(name, held);
        if (act === "grow") held.grow(bytes);
        if (act === "shrink") held.shrink(Math.min(bytes, held.bytes));
        if (act === "release") {
          held.release();
          open.delete(name);
        }
        let inAll = 0;
        for (const [number, { heldBytes }] of accounts.entries()) {
          const own = [...open].filter(([key]) => key.startsWith(`${number}/`));
          expect(heldBytes).toBe(own.reduce((sum, [, each]) => sum + each.bytes, 0));
          expect(heldBytes).toBeLessThanOrEqual(60);
          inAll += heldBytes;
        }
        expect(budget.heldBytes).toBe(inAll);
        expect(inAll).toBeLessThanOrEqual(100);
      }
    }),
  );
});
