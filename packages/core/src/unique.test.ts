import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkEnqueue } from "./check-enqueue.ts";
import type { JobSpec } from "./enqueue.ts";
import type { Job } from "./job.ts";
import { changeJob, newJob, replaceChange } from "./job-change.ts";
import { JOB_STATUSES } from "./job-status.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { givesKeyUp, type UniqueHold } from "./unique.ts";

const SECOND = 1_000;

function spec(delayMs: number, maxWaitMs?: number): JobSpec {
  const unique = { key: "k", onConflict: "REPLACE", maxWaitMs } as const;
  return checkEnqueue({ type: "t", delayMs, unique }, DEFAULT_LIMITS) as JobSpec;
}

function replace(job: Job, by: JobSpec, now: number): Job {
  return changeJob(job, replaceChange(job, by, { now, random: 0 }), now);
}

describe("a job that is replaced", () => {
  test("is due after its delay, but after its longest wait at the latest", () => {
    const by = spec(5 * SECOND, 12 * SECOND);
    let job = newJob(by, "1", 0);
    const due = [job.runAt];
    for (const second of [4, 8, 11]) {
      job = replace(job, by, second * SECOND);
      due.push(job.runAt);
    }
    expect(due).toEqual([5, 9, 12, 12].map((second) => second * SECOND));
  });

  test("is never due before now, nor later than it may wait while that lies ahead", () => {
    const times = fc.record({
      createdAt: fc.nat(1e6),
      laterMs: fc.nat(1e6),
      delayMs: fc.nat(1e6),
      moreMs: fc.option(fc.nat(1e6), { nil: undefined }),
    });
    fc.assert(
      fc.property(times, ({ createdAt, laterMs, delayMs, moreMs }) => {
        const maxWaitMs = moreMs === undefined ? undefined : delayMs + moreMs;
        const now = createdAt + laterMs;
        const job = replace(newJob(spec(delayMs), "1", createdAt), spec(delayMs, maxWaitMs), now);
        expect(job.runAt).toBeGreaterThanOrEqual(now);
        expect(job.runAt).toBeLessThanOrEqual(now + delayMs);
        if (maxWaitMs !== undefined && createdAt + maxWaitMs >= now) {
          expect(job.runAt).toBeLessThanOrEqual(createdAt + maxWaitMs);
        }
        expect(job.status).toBe(job.runAt > now ? "SCHEDULED" : "PENDING");
        expect(job).toMatchObject({ attempt: 0, createdAt, updatedAt: now });
      }),
    );
  });
});

test.each<[UniqueHold, readonly string[]]>([
  ["FINISHED", ["COMPLETED", "FAILED", "CANCELLED"]],
  ["STARTED", ["RUNNING", "COMPLETED", "FAILED", "CANCELLED"]],
  ["COMPLETED", ["COMPLETED"]],
  ["TTL", []],
])("the hold %s ends with %j", (hold, statuses) => {
  expect(JOB_STATUSES.filter((status) => givesKeyUp(hold, status))).toEqual(statuses);
});
