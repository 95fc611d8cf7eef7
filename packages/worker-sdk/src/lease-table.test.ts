import { expect, test } from "vitest";
import { LeaseTable, NO_SLOT } from "./lease-table.ts";

const ID = "9999-V1StGXR8Z5jd0000";

test("who shares the memory finds the leases that are there, with ids of any length", () => {
  const table = new LeaseTable(3);
  const other = new LeaseTable(table.buffer);
  const first = table.add("a", 2 ** 40);
  const second = table.add(ID, 1);
  expect(other.leases(table.now())).toEqual([
    { slot: first, jobId: "a", token: 2 ** 40 },
    { slot: second, jobId: ID, token: 1 },
  ]);
  table.remove(first);
  expect(other.leases(table.now())).toEqual([{ slot: second, jobId: ID, token: 1 }]);
  expect(table.add("b", 1)).toBe(first);
});

test("a lease for which there is no room has no slot, which means nothing", () => {
  const table = new LeaseTable(1);
  table.add("a", 1);
  const slot = table.add("b", 1);
  expect(slot).toBe(NO_SLOT);
  table.limit(slot, 0);
  table.remove(slot);
  expect(table.extendedAt(slot)).toBe(0);
  expect(table.leases(table.now())).toHaveLength(1);
  expect(new LeaseTable(1).add("x".repeat(40), 1)).toBe(NO_SLOT);
});

test("a lease is left out once it has reached its limit", () => {
  const table = new LeaseTable(1);
  table.limit(table.add("a", 1), 1_000);
  expect(table.leases(999)).toHaveLength(1);
  expect(table.leases(1_000)).toEqual([]);
});

test("an extension is noted for its lease alone", () => {
  const table = new LeaseTable(1);
  const slot = table.add("a", 1);
  const other = new LeaseTable(table.buffer);
  other.noteExtension({ slot, jobId: "a", token: 1 }, 5);
  expect(table.extendedAt(slot)).toBe(5);
  // What comes into the slot afterwards begins anew.
  table.remove(slot);
  table.add("b", 1);
  other.noteExtension({ slot, jobId: "a", token: 1 }, 6);
  expect(table.extendedAt(slot)).toBe(0);
});
