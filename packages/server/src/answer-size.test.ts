import { toBinary } from "@bufbuild/protobuf";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  type Job,
  type JobSpec,
  MAX_ERRORS,
  newJob,
} from "@millrace/core";
import { encodeJob, JobSchema } from "@millrace/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { fitting } from "./answer-size.ts";

const text = fc.string({ unit: "binary", maxLength: 300 });

const job: fc.Arbitrary<Job> = fc
  .record({
    payload: fc.uint8Array({ maxLength: 3_000 }),
    metadata: fc.dictionary(fc.string({ unit: "binary", minLength: 1 }), text, { maxKeys: 20 }),
    errors: fc.array(
      fc.record({
        attempt: fc.nat(1_000),
        message: text,
        details: text,
        at: fc.nat(),
        workerId: text,
      }),
      { maxLength: MAX_ERRORS },
    ),
    result: fc.uint8Array({ maxLength: 3_000 }),
    cancelReason: text,
    workerId: text,
    idempotencyKey: text,
    uniqueKey: text,
    concurrencyKey: text,
    progress: fc.record({ fraction: fc.constant(0.1), message: text }),
  })
  .map((fields) => {
    const spec = checkEnqueue({ type: "t".repeat(128), timeoutMs: 1 }, DEFAULT_LIMITS) as JobSpec;
    const now = Date.UTC(2199, 0, 1) + 1;
    const time = { startedAt: now, finishedAt: now, expiresAt: now, leaseExpiresAt: now };
    return { ...newJob(spec, "9999-0123456789abcdef", now), ...time, ...fields };
  });

it("never takes more jobs than the message has room for", () => {
  fc.assert(
    fc.property(fc.array(job, { maxLength: 8 }), fc.nat(30_000), (jobs, room) => {
      const count = fitting(jobs, room);
      expect(count).toBeGreaterThanOrEqual(Math.min(1, jobs.length));
      if (count <= 1) return;
      const sizes = jobs.slice(0, count).map((j) => toBinary(JobSchema, encodeJob(j)).length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(room);
    }),
  );
});

it("takes all small jobs", () => {
  const spec = checkEnqueue({ type: "a" }, DEFAULT_LIMITS) as JobSpec;
  const jobs = Array.from({ length: 1_000 }, () => newJob(spec, "0-0123456789abcdef", 1));
  expect(fitting(jobs, 4 * 1024 * 1024)).toBe(1_000);
});
