import { describe, expect, test } from "vitest";
import { checkEnqueue } from "./check-enqueue.ts";
import type { JobSpec } from "./enqueue.ts";
import { explainJob, type JobFacts, type WorkersOfType } from "./explain-job.ts";
import type { Job } from "./job.ts";
import { newJob } from "./job-change.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { QueueActivity } from "./queue-store.ts";

const NOW = Date.parse("2030-01-31T09:00:00Z");
const LATER = Date.parse("2030-01-31T10:00:00Z");
const SPEC = checkEnqueue({ type: "email" }, DEFAULT_LIMITS) as JobSpec;
const MADE = newJob(SPEC, "0-0000000000000000", NOW);
const IDLE: QueueActivity = {
  enqueuedPerSecond: 9,
  completedPerSecond: 0,
  failedPerSecond: 0,
  retriedPerSecond: 0,
};
const BUSY: QueueActivity = {
  ...IDLE,
  completedPerSecond: 1,
  failedPerSecond: 0.5,
  retriedPerSecond: 0.5,
};

function workers(...running: number[]): WorkersOfType {
  const told = { types: ["email"], version: "", host: "", eventLoopLagMs: 0, server: "" };
  const all = running.map((run, i) => ({
    ...{ ...told, workerId: `w${i}`, concurrency: 2, running: run },
    heartbeatAgeMs: 0,
  }));
  return { workers: all, more: false };
}

const FREE = workers(0);
const AHEAD = { jobs: 0, more: false };

function facts(job: Partial<Job>, more: Partial<JobFacts> = {}): JobFacts {
  const made = { ...MADE, ...job };
  return {
    now: NOW,
    job: made,
    settings: {},
    ...(made.status === "PENDING" && { ahead: AHEAD }),
    ...more,
  };
}

/** A queue whose rate, 2 a second, has so much room, and if none, then more later. */
function spent(room: number, ahead = 0): Partial<JobFacts> {
  return {
    settings: { limits: { rate: { limit: 60, periodMs: 30_000 } } },
    rateRoom: { room, at: room > 0 ? NOW : LATER },
    ahead: { jobs: ahead, more: false },
  };
}

describe("a job is explained in sentences that say what to do", () => {
  const ids = Array.from({ length: 10 }, (_, i) => `0-00000000000000${i}0`);
  const error = { attempt: 1, message: "no disk", at: NOW, workerId: "w" };

  test.each<[string, JobFacts, WorkersOfType, string[]]>([
    ["next", facts({}), FREE, ["It is the next one of the queue email."]],
    [
      "due later",
      facts({ status: "SCHEDULED", runAt: LATER }),
      FREE,
      ["It is due at 2030-01-31T10:00:00.000Z; update its due time to run it earlier."],
    ],
    [
      "due by now",
      facts({ status: "SCHEDULED" }),
      FREE,
      ["It is due, and the next lease or round of maintenance makes it pending."],
    ],
    [
      "to be retried",
      facts({ status: "RETRYING", runAt: LATER, attempt: 1, maxAttempts: 3, errors: [error] }),
      FREE,
      [
        "Attempt 1 of 3 failed (no disk); the next one is due at 2030-01-31T10:00:00.000Z; update its due time to run it earlier.",
      ],
    ],
    [
      "blocked by one",
      facts({ status: "BLOCKED", waitsFor: { rule: "COMPLETED", count: 1, jobIds: ["0-a"] } }),
      FREE,
      [
        "It comes after a job or group that has not ended: 0-a; ask why those do not run, or cancel them.",
      ],
    ],
    [
      "blocked by many",
      facts({
        status: "BLOCKED",
        waitsFor: { rule: "FINISHED", count: 11, jobIds: [...ids, "0-b"] },
      }),
      FREE,
      [
        `It comes after 11 jobs that have not ended: ${ids.join(", ")} and others; ask why those do not run, or cancel them.`,
      ],
    ],
    [
      "paused",
      facts(
        {},
        { settings: { paused: { by: "ada", reason: "relay down", at: NOW, until: LATER } } },
      ),
      FREE,
      [
        "The queue email was paused by ada at 2030-01-31T09:00:00.000Z until 2030-01-31T10:00:00.000Z (relay down); resume it.",
        "It is the next one of the queue email.",
      ],
    ],
    [
      "in a full queue, behind others",
      facts(
        {},
        {
          settings: { limits: { maxRunning: 5 } },
          running: { jobs: 5, jobIds: ids },
          ahead: { jobs: 312, more: false },
        },
      ),
      FREE,
      [
        "5 of at most 5 jobs of the queue email run; wait for one of them, or raise its limit maxRunning.",
        "312 jobs of the queue email are leased before it; wait, start more workers, or raise its priority, which is 5.",
      ],
    ],
    [
      "in a throttled queue",
      facts({}, { settings: { throttled: { by: "0-a", reason: "", at: NOW, until: LATER } } }),
      FREE,
      [
        "The queue email waits until 2030-01-31T10:00:00.000Z, because job 0-a was throttled at 2030-01-31T09:00:00.000Z; wait, or resume the queue.",
        "It is the next one of the queue email.",
      ],
    ],
    [
      "of a key whose rate is used up",
      facts(
        { concurrencyKey: "acme" },
        {
          settings: { limits: { keyRate: { limit: 3, periodMs: 10_000 } } },
          keyRateRoom: { room: 0, at: LATER },
          keyWait: { until: LATER },
        },
      ),
      FREE,
      [
        'As many attempts of the key "acme" have started as its rate lets, 3 in 10 s; the next one may at 2030-01-31T10:00:00.000Z: wait, or raise the limit keyRate of the queue email.',
        'It is the next one of the key "acme" in the queue email.',
      ],
    ],
    [
      "of a throttled key",
      facts({ concurrencyKey: "acme" }, { keyWait: { until: LATER, by: "0-a" } }),
      FREE,
      [
        'The key "acme" of the queue email waits until 2030-01-31T10:00:00.000Z, because job 0-a was throttled; wait, or resume the queue.',
        'It is the next one of the key "acme" in the queue email.',
      ],
    ],
    [
      "in a queue whose rate is used up",
      facts({}, spent(0)),
      FREE,
      [
        "As many attempts of the queue email have started as its rate lets, 60 in 30 s; the next one may at 2030-01-31T10:00:00.000Z: wait, or raise its limit rate.",
        "It is the next one of the queue email.",
      ],
    ],
    [
      "in a queue whose rate has room",
      facts({}, spent(1)),
      FREE,
      ["It is the next one of the queue email."],
    ],
    [
      "of a full key",
      facts(
        { concurrencyKey: "acme" },
        {
          settings: { limits: { keyMaxRunning: 2 } },
          keyRunning: { jobs: 2, jobIds: ids },
          ahead: { jobs: 1, more: false },
        },
      ),
      FREE,
      [
        '2 of at most 2 jobs of the key "acme" run; wait for one of them, or raise the limit keyMaxRunning of the queue email.',
        '1 job of the key "acme" in the queue email is leased before it; wait, start more workers, or raise its priority, which is 5.',
      ],
    ],
    [
      "behind more than were counted",
      facts({}, { ahead: { jobs: 100_000, more: true } }),
      FREE,
      [
        "At least 100000 jobs of the queue email are leased before it; wait, start more workers, or raise its priority, which is 5.",
      ],
    ],
    [
      "without a worker",
      facts({ startBy: LATER }),
      workers(),
      [
        "No worker that leases the type email has told within 35 s that it lives; start one, or look whether it has that type.",
        "It is the next one of the queue email.",
        "It is cancelled if it has not started by 2030-01-31T10:00:00.000Z.",
      ],
    ],
    [
      "with busy workers",
      facts({}),
      workers(2, 2),
      [
        "All 2 workers for the type email have no room: 4 of 4 jobs run there; start more, or raise their concurrency.",
        "It is the next one of the queue email.",
      ],
    ],
    [
      "running",
      facts({
        status: "RUNNING",
        attempt: 1,
        startedAt: NOW,
        workerId: "w",
        leaseExpiresAt: LATER,
      }),
      FREE,
      [
        `It runs: worker w has run it since 2030-01-31T09:00:00.000Z (attempt 1 of ${MADE.maxAttempts}); wait for it, or cancel it.`,
      ],
    ],
    [
      "cancelled",
      facts({ status: "CANCELLED", finishedAt: NOW, cancelReason: "not wanted" }),
      FREE,
      ["It is CANCELLED since 2030-01-31T09:00:00.000Z (not wanted); retry it to run it again."],
    ],
  ])("%s", (_, known, live, sentences) => {
    const { reasons } = explainJob(known, live, IDLE);
    expect(reasons.map(({ sentence }) => sentence)).toEqual(sentences);
  });

  test("whose lease is over", () => {
    const late = facts({ status: "RUNNING", leaseExpiresAt: NOW });
    expect(explainJob(late, FREE, IDLE).reasons[0]?.sentence).toContain("its lease is over");
  });
});

describe("when a job may start", () => {
  const hold = { by: "", reason: "", at: NOW };
  const full = {
    settings: { limits: { maxRunning: 1 } },
    running: { jobs: 1, jobIds: ["0-a"] },
  };

  test.each<[string, JobFacts, WorkersOfType, QueueActivity, number | undefined]>([
    ["at once, if it is the next one", facts({}), FREE, IDLE, NOW],
    ["when it is due", facts({ status: "SCHEDULED", runAt: LATER }), FREE, IDLE, LATER],
    [
      "when the pause ends",
      facts({}, { settings: { paused: { ...hold, until: LATER } } }),
      FREE,
      IDLE,
      LATER,
    ],
    [
      "unknown, if nobody has set an end",
      facts({}, { settings: { paused: hold } }),
      FREE,
      BUSY,
      undefined,
    ],
    ["unknown, without workers", facts({}), workers(), BUSY, undefined],
    ["unknown, while it is blocked", facts({ status: "BLOCKED" }), FREE, BUSY, undefined],
    ["by how many end", facts({}, { ahead: { jobs: 9, more: false } }), FREE, BUSY, NOW + 5_000],
    [
      "unknown, if none ends",
      facts({}, { ahead: { jobs: 9, more: false } }),
      FREE,
      IDLE,
      undefined,
    ],
    [
      "unknown, behind too many",
      facts({}, { ahead: { jobs: 9, more: true } }),
      FREE,
      BUSY,
      undefined,
    ],
    ["once there is room in the limit", facts({}, full), FREE, BUSY, NOW + 500],
    ["when the rate has room", facts({}, spent(0)), FREE, IDLE, LATER],
    ["at once, if the rate has room", facts({}, spent(1)), FREE, IDLE, NOW],
    ["by the rate, behind others", facts({}, spent(0, 10)), FREE, BUSY, LATER + 5_000],
    ["by how many end, if the rate lets more", facts({}, spent(60, 9)), FREE, BUSY, NOW + 5_000],
    [
      "when the throttle ends, if the pause ends before",
      facts(
        {},
        {
          settings: { paused: { ...hold, until: NOW + 1 }, throttled: { ...hold, until: LATER } },
        },
      ),
      FREE,
      IDLE,
      LATER,
    ],
    ["once a worker has room", facts({}), workers(2), BUSY, NOW + 500],
    ["unknown, where keys take turns", facts({ concurrencyKey: "acme" }), FREE, BUSY, undefined],
    ["never, if it runs", facts({ status: "RUNNING" }), FREE, BUSY, undefined],
  ])("%s", (_, known, live, activity, expected) => {
    expect(explainJob(known, live, activity).estimatedStart).toBe(expected);
  });
});
