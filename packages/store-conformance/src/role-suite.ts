import type { RoleLease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "./harness.ts";

const LONG_MS = 600_000;
const SHORT_MS = 20;

/** Roles: who does what one of many does for all. */
export function roleSuite(bench: () => Bench): void {
  const hold = (holder: string, leaseMs = LONG_MS): Promise<RoleLease> =>
    bench().store.holdRole({ role: "maintenance", holder, leaseMs });
  const release = (holder: string) => bench().store.releaseRole("maintenance", holder);

  describe("a role", () => {
    test("is had by the first who asks, and the others are told by whom", async () => {
      const lease = await hold("a");
      expect(lease.holder).toBe("a");
      expect(lease.fence).toBeGreaterThanOrEqual(1);
      expect(await hold("b")).toEqual(lease);
      expect(await hold("c", SHORT_MS)).toEqual(lease);
    });

    test("is had by one of many who ask at the same time", async () => {
      const names = Array.from({ length: 10 }, (_, i) => `name-${i}`);
      const leases = await Promise.all(names.map((name) => hold(name)));
      expect(new Set(leases.map(({ holder }) => holder)).size).toBe(1);
      expect(new Set(leases.map(({ fence }) => fence)).size).toBe(1);
    });

    test("is held on to by who has it, with the same fence, for as long as is said last", async () => {
      const first = await hold("a", LONG_MS);
      const longer = await hold("a", 2 * LONG_MS);
      expect(longer).toMatchObject({ holder: "a", fence: first.fence });
      expect(longer.expiresAt).toBeGreaterThanOrEqual(first.expiresAt + LONG_MS);
      const shorter = await hold("a", LONG_MS);
      expect(shorter.fence).toBe(first.fence);
      expect(shorter.expiresAt).toBeLessThan(longer.expiresAt);
    });

    test("is another's to take when its lease is over, with a greater fence", async () => {
      const { fence } = await hold("a", SHORT_MS);
      const taken = await bench().until(async () => {
        const lease = await hold("b");
        expect(lease.holder).toBe("b");
        return lease;
      });
      expect(taken.fence).toBeGreaterThan(fence);
      expect(await hold("a")).toEqual(taken);
    });

    test("is taken anew by its last holder when the lease is over", async () => {
      const { fence, expiresAt } = await hold("a", 1);
      const again = await bench().until(async () => {
        const lease = await hold("a", 1);
        expect(lease.fence).toBeGreaterThan(fence);
        return lease;
      });
      expect(again.expiresAt).toBeGreaterThan(expiresAt);
    });

    test("is another's to take at once when its holder gives it up", async () => {
      const first = await hold("a");
      await release("a");
      await release("a");
      const second = await hold("b");
      expect(second.holder).toBe("b");
      expect(second.fence).toBeGreaterThan(first.fence);
      await release("b");
      expect((await hold("a")).fence).toBeGreaterThan(second.fence);
    });

    test("that is given up is told of to those who listen, and only then", async () => {
      const { store } = bench();
      let heard = 0;
      const unlisten = store.onRoleReleased("maintenance", () => heard++);
      await bench().until(async () => {
        await hold("a");
        await release("b");
        await release("a");
        expect(heard).toBeGreaterThan(0);
      });
      unlisten();
    });

    test("is given up by its holder alone", async () => {
      await release("a");
      const lease = await hold("a");
      await release("b");
      expect(await hold("b")).toEqual(lease);
    });

    test("is listed with who has it, as long as somebody has", async () => {
      const { store } = bench();
      expect((await store.listRoles()).roles).toEqual([]);
      const lease = await hold("a");
      const { now, roles } = await store.listRoles();
      expect(roles).toEqual([{ role: "maintenance", ...lease }]);
      expect(now).toBeGreaterThan(lease.expiresAt - LONG_MS - 1);
      await release("a");
      expect((await store.listRoles()).roles).toEqual([]);
      await hold("b", 1);
      await bench().until(async () => expect(await store.listRoles()).toMatchObject({ roles: [] }));
    });

    test("has a name, and so has its holder", async () => {
      const refused = { code: "INVALID_ARGUMENT" };
      const request = { role: "maintenance", holder: "a", leaseMs: LONG_MS } as const;
      const { store } = bench();
      await expect(store.holdRole({ ...request, role: "x" as never })).rejects.toMatchObject(
        refused,
      );
      await expect(store.holdRole({ ...request, holder: "" })).rejects.toMatchObject(refused);
      await expect(store.holdRole({ ...request, leaseMs: 0 })).rejects.toMatchObject(refused);
      await expect(store.releaseRole("maintenance", "")).rejects.toMatchObject(refused);
      expect(() => store.onRoleReleased("x" as never, () => {})).toThrow(
        expect.objectContaining(refused),
      );
    });
  });
}
