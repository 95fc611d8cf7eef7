import { KEY_ORDERS, type KeyOrder, type Lease } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, LONG_LEASE_MS, TYPE } from "./harness.ts";
import type { QueueOrder } from "./queue-order.ts";

/** In which order the concurrency keys of a queue are served, as it is set. */
export function keyOrderSuite(bench: () => Bench, storeOrder: QueueOrder): void {
  const queues = () => bench().store.queues;
  const setOrder = (order: KeyOrder, keyMaxRunning?: number) =>
    queues().setLimits(TYPE, { order, keyMaxRunning });
  const leaseUpTo = (maxJobs: number) => bench().lease({ maxJobs, leaseMs: LONG_LEASE_MS });
  const complete = (lease: Lease) => bench().settle(lease, { kind: "completed" });
  /** A job by its key and priority, for example `a9`. */
  const named = ({ job }: Lease) => `${job.concurrencyKey ?? "-"}${job.priority}`;
  const enqueue = (...names: readonly string[]) => bench().enqueueAll(names.map(requestOf));

  describe("the order of the keys of a queue", () => {
    test("is kept, told, and PRIORITY unless it is set", async () => {
      for (const order of ["FAIR", "STRICT"] as const) {
        expect((await setOrder(order, 7)).limits).toEqual({ order, keyMaxRunning: 7 });
        expect((await queues().get(TYPE)).limits).toEqual({ order, keyMaxRunning: 7 });
      }
      expect((await setOrder("PRIORITY")).limits).toBeUndefined();
    });

    test("is refused when there is none of that name", async () => {
      await expect(setOrder("LIFO" as never)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "order" }],
      });
      expect((await queues().get(TYPE)).limits).toBeUndefined();
    });

    test("has workers lease ahead as ever: it keeps no job from being leased", async () => {
      await setOrder("FAIR");
      await enqueue("a5", "b5");
      expect((await leaseUpTo(2)).map(({ limited }) => limited)).toEqual([undefined, undefined]);
    });

    // Which keys share a partition is not for a test to choose.
    if (storeOrder === "partition") return;

    const mixed = ["a1", "a1", "b9", "a9", "b1", "b1", "-5", "c5"];
    test.each([
      ["PRIORITY", ["a9", "b9", "-5", "c5", "a1", "b1", "a1", "b1"]],
      ["FAIR", ["-5", "a9", "b9", "c5", "a1", "b1", "a1", "b1"]],
      ["STRICT", ["b9", "a9", "-5", "c5", "a1", "a1", "b1", "b1"]],
    ] as const)(
      "%s counts priorities and turns as it says, by one call as one by one",
      async (order, served) => {
        await setOrder(order);
        for (const step of [8, 1, 3]) {
          await enqueue(...mixed);
          const leases: Lease[] = [];
          while (leases.length < mixed.length) leases.push(...(await leaseUpTo(step)));
          expect(leases.map(named)).toEqual(served);
          await Promise.all(leases.map(complete));
        }
      },
    );

    test.each([
      ["PRIORITY", ["a5", "b5", "a5"]],
      ["FAIR", ["a5", "b5", "a5"]],
      ["STRICT", ["a5", "a5", "b5"]],
    ] as const)("%s passes over keys at their limit", async (order, served) => {
      await setOrder(order, 2);
      await enqueue("a5", "a5", "a5", "a5", "a5", "b5");
      const leases = await leaseUpTo(10);
      expect(leases.map(named)).toEqual(served);
      expect(await leaseUpTo(10)).toEqual([]);
      await complete(leases[0] as Lease);
      expect((await leaseUpTo(10)).map(named)).toEqual(["a5"]);
    });

    test.each([
      ["PRIORITY", 20, 40],
      ["FAIR", 10, 30],
      ["STRICT", 20, 40],
    ] as const)(
      "%s has a key of a higher priority go ahead, or take turns",
      async (order, even, weighted) => {
        await setOrder(order);
        const names = [...repeat("a9", 60), ...repeat("b1", 20)];
        const jobs = await enqueue(...names);
        const ofA = (leases: readonly Lease[]) =>
          leases.filter(({ job }) => job.concurrencyKey === "a").length;
        expect(ofA(await leaseUpTo(20))).toBe(even);
        for (const { id } of jobs) await bench().store.cancel(id);
        await queues().setKeyLimits(TYPE, "a", { weight: 3 });
        await enqueue(...names);
        expect(ofA(await leaseUpTo(40))).toBe(weighted);
      },
    );

    test.each([
      ["PRIORITY", 25],
      ["FAIR", 5],
      ["STRICT", 25],
    ] as const)(
      "%s serves one that enqueues its next urgent job when one is served",
      async (order, expected) => {
        await setOrder(order);
        await enqueue(...["a1", "b1", "c1", "d1"].flatMap((name) => repeat(name, 10)), "t100");
        let served = 0;
        for (let turn = 0; turn < 25; turn++) {
          const [lease] = await leaseUpTo(1);
          if (lease?.job.concurrencyKey !== "t") continue;
          served++;
          await enqueue("t100");
        }
        expect(Math.abs(served - expected)).toBeLessThanOrEqual(1);
      },
    );

    test.each([
      ["PRIORITY", 12],
      ["FAIR", 6],
      ["STRICT", 12],
    ] as const)("%s serves one that comes late by what it asks for", async (order, ofEarlier) => {
      await setOrder(order);
      await enqueue(...repeat("a9", 60));
      await leaseUpTo(40);
      await enqueue(...repeat("b1", 8));
      const keys = (await leaseUpTo(12)).map(named);
      expect(keys.filter((name) => name === "a9")).toHaveLength(ofEarlier);
      expect(keys.slice(0, 2).includes("b1")).toBe(order === "FAIR");
    });

    test("STRICT goes by priority and then by place over more keys than a lease looks at", async () => {
      await setOrder("STRICT");
      const names = Array.from({ length: 90 }, (_, i) => `k${i % 45}|${(i * 7) % 10}`);
      await enqueue(...names);
      const leased: string[] = [];
      for (const step of [5, 1, 40, 44]) {
        const leases = await leaseUpTo(step);
        leased.push(...leases.map(({ job }) => `${job.concurrencyKey}|${job.priority}`));
      }
      const priority = (name: string) => Number(name.split("|")[1]);
      // A stable sort: the same priority stays in the order in which it came.
      expect(leased).toEqual(names.toSorted((a, b) => priority(b) - priority(a)));
    });

    test("STRICT follows jobs whose priorities change, that come back, or are gone", async () => {
      await setOrder("STRICT");
      const [a, b, c] = await enqueue("a5", "b5", "c5", "a4");
      await bench().store.update(c?.id ?? "", { priority: 6 });
      await bench().store.cancel(b?.id ?? "");
      const [first, second] = await leaseUpTo(2);
      expect([first?.job.id, second?.job.id]).toEqual([c?.id, a?.id]);
      await bench().settle(first as Lease, { kind: "released", started: false });
      await bench().settle(second as Lease, { kind: "released", started: false });
      await enqueue("d7");
      expect((await leaseUpTo(9)).map(named)).toEqual(["d7", "c6", "a5", "a4"]);
    });

    test("is what the next lease goes by when it is changed, also of keys at their limit", async () => {
      await setOrder("FAIR");
      await enqueue(...["a1", "b9", "c5"].flatMap((name) => repeat(name, 3)));
      const next = async (count: number) => (await leaseUpTo(count)).map(named);
      expect(await next(1)).toEqual(["a1"]);
      await setOrder("STRICT");
      expect(await next(1)).toEqual(["b9"]);
      // The turns begin anew.
      await setOrder("FAIR", 2);
      expect(await next(9)).toEqual(["a1", "b9", "c5", "c5"]);
      await setOrder("PRIORITY");
      expect(await next(9)).toEqual(["b9", "c5", "a1"]);
    });

    test("is what many keys stand in once it has been changed", async () => {
      const names = Array.from({ length: 1_201 }, (_, i) => `k${i}|${i % 2}`);
      await enqueue(...names.slice(0, 600));
      await enqueue(...names.slice(600), "urgent9");
      for (const order of ["FAIR", "STRICT"] as const) {
        await setOrder(order);
        const [lease] = await leaseUpTo(1);
        expect(lease?.job.concurrencyKey).toBe(order === "FAIR" ? "k0" : "urgent");
      }
      await setOrder("PRIORITY");
      const priorities = (await leaseUpTo(601)).map(({ job }) => job.priority);
      expect(new Set(priorities.slice(0, 600))).toEqual(new Set([1]));
      expect(priorities[600]).toBe(0);
    });

    test("decides which jobs are ahead of one, where that is certain", async () => {
      const jobs = await enqueue("a9", "b5", "a5", "-5", "a1", "b1");
      const last = jobs.at(-1)?.id ?? "";
      for (const [order, ahead] of [
        ["PRIORITY", 1],
        ["FAIR", 1],
        ["STRICT", 5],
      ] as const) {
        await setOrder(order);
        const { reasons } = await bench().store.explain(last);
        expect(reasons).toContainEqual(expect.objectContaining({ kind: "AHEAD", count: ahead }));
      }
      expect(KEY_ORDERS).toHaveLength(3);
    });
  });
}

function requestOf(name: string) {
  const [, key = "", priority] = name.match(/^(\D+|.*\|)(\d+)$/) ?? [];
  const concurrencyKey = key.replace(/\|$/, "");
  return { priority: Number(priority), ...(concurrencyKey !== "-" && { concurrencyKey }) };
}

function repeat(name: string, count: number): string[] {
  return Array.from({ length: count }, () => name);
}
