import type { LeaseRequest } from "@millrace/core";
import { beforeEach, expect, test } from "vitest";
import { type Waiter, Waiters } from "./waiters.ts";

const REQUEST: LeaseRequest = {
  types: ["t"],
  maxJobs: 1,
  leaseMs: 30_000,
  waitMs: 1_000,
  workerId: "worker-1",
};
const NOW = 1_700_000_000_000;
const ID = "0-V1StGXR8Z5jd0000";

let strays: string[];
let waiters: Waiters;

beforeEach(() => {
  strays = [];
  waiters = new Waiters((id) => strays.push(id));
});

function message({ name }: Waiter, call: number, payload = "p"): Buffer {
  return Buffer.from(`${name} ${call} ${ID} ${NOW}\n${NOW} 0 t ${payload}`);
}

test("a job goes to the waiter it is for, once", () => {
  let calls = 0;
  const waiter = waiters.open(REQUEST, () => calls++);
  const other = waiters.open(REQUEST, () => expect.unreachable());
  waiters.hear(message(waiter, waiter.nextCall(), "a\nb c"));
  const lease = waiter.take()[0]?.lease;
  expect(lease).toMatchObject({
    token: 1,
    expiresAt: NOW + 30_000,
    job: { id: ID, type: "t", status: "RUNNING", startedAt: NOW, workerId: "worker-1" },
  });
  expect(Buffer.from(lease?.job.payload as Uint8Array).toString()).toBe("a\nb c");
  expect([calls, waiter.take(), other.take(), strays]).toEqual([1, [], [], []]);
});

test("a job for a waiter that was closed is stray, also when its name is used again", () => {
  const closed = waiters.open(REQUEST, () => expect.unreachable());
  const call = closed.nextCall();
  waiters.close(closed);
  waiters.hear(message(closed, call));
  waiters.free(closed);
  const next = waiters.open(REQUEST, () => expect.unreachable());
  expect(next.name).toBe(closed.name);
  next.nextCall();
  waiters.hear(message(closed, call));
  expect(strays).toEqual([ID, ID]);
  expect(next.take()).toEqual([]);
});

test("a waiter takes the jobs of all its registrations, and tells which", () => {
  const waiter = waiters.open(REQUEST, () => {});
  const calls = [waiter.nextCall(), waiter.nextCall()];
  for (const call of calls) waiters.hear(message(waiter, call));
  expect(waiter.take().map(({ call }) => call)).toEqual(calls);
  expect(strays).toEqual([]);
});

test("waiters that are open at once have different names, of the same process", () => {
  const [a, b, c] = [1, 2, 3].map(() => waiters.open(REQUEST, () => {})) as [
    Waiter,
    Waiter,
    Waiter,
  ];
  waiters.close(b);
  const d = waiters.open(REQUEST, () => {});
  const e = waiters.open(REQUEST, () => {});
  const names = [a, b, c, d, e].map(({ name }) => name);
  expect(new Set(names).size).toBe(5);
  expect(names.every((name) => name.startsWith(`${waiters.processName}.`))).toBe(true);
});
