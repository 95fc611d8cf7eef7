import { expect, test } from "vitest";
import { Example, until } from "../../test/example.ts";

test("one job at most does the same work", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("unique.ts")).toEqual([
    "deduplicated: false true",
    "once it is over: true",
    "throttled: false",
    "debounced: true b",
    "rejected: ALREADY_EXISTS unique.key",
  ]);
});

test("the last request runs behind the job that runs", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("last.ts")).toEqual([
    "while a save runs: true BLOCKED",
    "and once more: true true",
    "saved: a then c",
  ]);
});

test("a queue is paused, resumed and drained", async () => {
  await using example = await Example.open("flow-control");
  await example.store.queues.pause("email");
  example.start("worker.ts");
  expect(await example.run("pause.ts")).toEqual([
    "paused by ada: the relay is down",
    "PENDING",
    "COMPLETED",
    "FAILED_PRECONDITION",
  ]);
});

test("a failed job halts its key until it is run again", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("ledger.ts")).toEqual(["5 KEY_HALTED", "5 7 9"]);
});

test("a job comes after two others", async () => {
  await using example = await Example.open("flow-control");
  await example.store.queues.pause("email");
  example.start("worker.ts");
  expect(await example.run("after.ts")).toEqual([
    "BLOCKED 2",
    "CANCELLED it comes after job the fax, which was cancelled",
    "COMPLETED",
  ]);
});

test("a job enqueues others with its completion", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("children.ts")).toEqual([
    "book true",
    "lamp true",
    "attempts: 2, shipments: 2",
  ]);
});

test("a group calls back when all of its jobs have completed", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("group.ts")).toEqual([
    "completed: 2, open: 0",
    "published",
    "CANCELLED",
  ]);
});

test("one job runs at a time", async () => {
  await using example = await Example.open("flow-control");
  example.start("worker.ts");
  expect(await example.run("limit.ts")).toEqual([
    "at most 1 runs",
    "COMPLETED",
    "COMPLETED",
    "COMPLETED",
    "limits: none",
  ]);
});

test("no more jobs start in a time than a rate says", async () => {
  await using example = await Example.open("flow-control");
  example.start("worker.ts");
  expect(await example.run("rate.ts")).toEqual([
    "every fourth is at least 300 ms later: true",
    "limits: none",
  ]);
});

test("a handler that was throttled has its queue wait", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("throttle.ts")).toEqual([
    "COMPLETED in attempt 1",
    "not called for 300 ms: true",
  ]);
});

test("a job says why it does not run", async () => {
  await using example = await Example.open("flow-control");
  expect(await example.run("explain.ts")).toEqual([
    expect.stringMatching(
      /^QUEUE_PAUSED: The queue report was paused by ada at .*Z \(the printer is out of paper\); resume it\.$/,
    ),
    expect.stringMatching(
      /^NO_WORKER: No worker that leases the type report has told .*; start one/,
    ),
    "AHEAD: It is the next one of the queue report.",
    "it may start: who knows",
  ]);
});

test("many jobs are cancelled and run again", async () => {
  await using example = await Example.open("flow-control");
  const bulk = example.run("bulk.ts");
  await until(async () => {
    const { jobs } = await example.store.list({ statuses: ["CANCELLED"] });
    expect(jobs).toHaveLength(3);
  });
  example.start("worker.ts");
  expect(await bulk).toEqual([
    "3 CANCELLED the wrong batch",
    "3 would be retried",
    "DONE: 3, COMPLETED",
  ]);
});

test("tenants take turns", async () => {
  await using example = await Example.open("flow-control");
  example.start("worker.ts");
  expect(await example.run("keys.ts")).toEqual(["acme zen acme acme"]);
});
