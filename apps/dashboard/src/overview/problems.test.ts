import type { LiveWorker, Queue } from "@millrace/client";
import { JOB_STATUSES, type JobStatus, type StatusCount } from "@millrace/core";
import { expect, test } from "vitest";
import { problemsOf } from "./problems.ts";

function queue(
  counts: { readonly [Status in JobStatus]?: Partial<StatusCount> },
  more: Partial<Queue> = {},
): Queue {
  const all = JOB_STATUSES.map((status) => [status, { jobs: 0, more: false, ...counts[status] }]);
  return {
    type: "email",
    counts: Object.fromEntries(all) as Queue["counts"],
    workers: 1,
    activity: {
      enqueuedPerSecond: 0,
      completedPerSecond: 0,
      failedPerSecond: 0,
      retriedPerSecond: 0,
    },
    ...more,
  };
}

const WORKER: LiveWorker = {
  workerId: "w1",
  types: ["email"],
  concurrency: 1,
  running: 0,
  version: "",
  host: "",
  eventLoopLagMs: 0,
  server: "",
  heartbeatAgeMs: 0,
};

test("a queue that is at work has none", () => {
  const busy = queue({ PENDING: { jobs: 5, oldestAgeMs: 1_000 }, RUNNING: { jobs: 1 } });
  expect(problemsOf([busy], [WORKER])).toEqual([]);
});

test.each([
  [
    "no worker",
    queue({ PENDING: { jobs: 3, oldestAgeMs: 5_000 } }, { workers: 0 }),
    "error",
    /no worker lives.*3 due, the oldest for 5s/,
  ],
  [
    "a pause",
    queue(
      { PENDING: { jobs: 2 } },
      { workers: 0, paused: { by: "ada", reason: "migration", at: 0 } },
    ),
    "warning",
    /^is paused by ada: migration; 2 due$/,
  ],
  ["a drain", queue({}, { draining: { by: "", reason: "", at: 0 } }), "note", /^is being drained$/],
  [
    "a long wait",
    queue({ PENDING: { jobs: 9, more: true, oldestAgeMs: 61_000 } }),
    "warning",
    /the oldest of 9\+ due jobs waits for 1m 1s/,
  ],
  ["dead letters", queue({ FAILED: { jobs: 4 } }), "warning", /^4 failed for good$/],
] as const)("%s is one", (_, given, severity, what) => {
  expect(problemsOf([given], [])).toEqual([
    expect.objectContaining({ severity, what: expect.stringMatching(what), subject: "email" }),
  ]);
});

test("dead letters that grow are worse, and come first", () => {
  const activity = {
    enqueuedPerSecond: 1,
    completedPerSecond: 1,
    failedPerSecond: 0.1,
    retriedPerSecond: 2,
  };
  const found = problemsOf(
    [queue({ FAILED: { jobs: 1 } }), queue({ FAILED: { jobs: 1 } }, { type: "sms", activity })],
    [],
  );
  expect(found.map(({ key, severity }) => `${severity} ${key}`)).toEqual([
    "error failed sms",
    "warning failed email",
    "warning failing sms",
  ]);
  expect(found[0]?.href).toBe("/errors?type=sms&status=failed");
});

test("a worker that is silent, or whose loop is late", () => {
  const found = problemsOf([], [{ ...WORKER, heartbeatAgeMs: 30_000, eventLoopLagMs: 900 }]);
  expect(found.map(({ key }) => key)).toEqual(["silent w1", "late w1"]);
});
