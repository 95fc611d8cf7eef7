import { once } from "node:events";
import type { Worker as Thread } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LeaseThreadLink, type LeaseThreadOptions } from "./lease-thread-link.ts";
import { NotingLogger } from "./test/notes.ts";

let logger: NotingLogger;
let started: Thread[];
let links: LeaseThreadLink[];
const note = (thread: Thread) => void started.push(thread);

beforeEach(() => {
  [logger, started, links] = [new NotingLogger(), [], []];
  process.on("worker", note);
});

afterEach(async () => {
  for (const link of links) await link.stop();
  process.off("worker", note);
});

function newLink(options: Partial<LeaseThreadOptions> = {}): LeaseThreadLink {
  // Nobody listens there, and nobody is asked.
  const url = "http://127.0.0.1:1";
  const link = new LeaseThreadLink({ url, leaseMs: 1_000, room: 10, logger, ...options });
  links.push(link);
  return link;
}

test("all workers share one thread, which ends with the last of them", async () => {
  const [first, second] = [newLink(), newLink()];
  await Promise.all([first.ready(), second.ready()]);
  expect(started).toHaveLength(1);
  const ended = once(started[0] as Thread, "exit");
  await first.stop();
  const third = newLink();
  await third.ready();
  expect(started).toHaveLength(1);
  await second.stop();
  await third.stop();
  await ended;
  const later = newLink();
  await later.ready();
  expect(started).toHaveLength(2);
  expect(logger.lines).toEqual([]);
});

test("for leases of ordinary length the thread starts with the first of them", async () => {
  const link = newLink({ leaseMs: 30_000 });
  await link.ready();
  expect(started).toEqual([]);
  link.add("0-V1StGXR8Z5jd0000", 1);
  link.add("0-V1StGXR8Z5jd0001", 1);
  // Node tells of a new thread a moment later.
  await expect.poll(() => started).toHaveLength(1);
});

test("a worker whose thread cannot run is told so, and works", async () => {
  const file = new URL("file:///nowhere/lease-thread.js");
  const [first, second] = [newLink({ file }), newLink({ file })];
  await Promise.all([first.ready(), second.ready()]);
  expect(first.add("0-V1StGXR8Z5jd0000", 1)).toBeGreaterThan(0);
  expect(logger.lines.map(({ message }) => message)).toEqual([
    expect.stringContaining("give its file as the option leaseThread"),
    expect.stringContaining("give its file as the option leaseThread"),
  ]);
  await first.stop();
});
