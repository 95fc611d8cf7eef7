import { inspect } from "node:util";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  JOB_FIELD_NAMES,
  type Job,
  MillraceError,
  newJob,
  newJobId,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { HandlerJob } from "./handler-job.ts";
import { PermanentError } from "./outcome-signals.ts";
import { bytes } from "./test/jobs.ts";

function jobWith(payload: Uint8Array): Job {
  const spec = checkEnqueue({ type: "email", payload }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return newJob(spec, newJobId(0), 1_000);
}

describe("a handler's job", () => {
  test("has every field of the job that was leased", () => {
    const everyField = {
      ...Object.fromEntries(JOB_FIELD_NAMES.map((field) => [field, `the ${field}`])),
      ...jobWith(bytes("{}")),
      timeoutMs: 1,
      idempotencyKey: "key",
      startedAt: 2,
      finishedAt: 3,
      expiresAt: 4,
      result: bytes("result"),
      progress: { fraction: 0.5 },
      workerId: "w",
      leaseExpiresAt: 5,
      cancelReason: "reason",
    } as Required<Job>;
    const job = new HandlerJob(everyField);
    for (const [field, value] of Object.entries(everyField)) {
      expect(job[field as keyof Job], field).toBe(value);
    }
    expect(job.toObject()).toEqual(everyField);
    expect(inspect(job)).toBe(inspect(everyField));
  });

  test("can be taken apart", () => {
    const { id, text, json } = new HandlerJob(jobWith(bytes('{"to":"é"}')));
    expect(text()).toBe('{"to":"é"}');
    expect(json<{ to: string }>()).toEqual({ to: "é" });
    const broken = new HandlerJob({ ...jobWith(bytes("{")), id });
    const { json: parse } = broken;
    expect(parse).toThrow(`the payload of job ${id} is not JSON`);
  });

  test("lacks what the job lacks", () => {
    expect(new HandlerJob(jobWith(bytes(""))).timeoutMs).toBeUndefined();
  });

  test("reads its payload as text and as JSON", () => {
    const job = new HandlerJob(jobWith(bytes('{"to":"é"}')));
    expect(job.text()).toBe('{"to":"é"}');
    expect(job.json<{ to: string }>()).toEqual({ to: "é" });
  });

  test.each(["", "{", "\ufeffnull!", "undefined"])(
    "a payload %o that is no JSON fails for good",
    (text) => {
      const job = new HandlerJob(jobWith(bytes(text)));
      expect(() => job.json()).toThrow(PermanentError);
      expect(() => job.json()).toThrow(`the payload of job ${job.id} is not JSON: `);
    },
  );

  test("text that is no UTF-8 reads with replacement characters", () => {
    expect(new HandlerJob(jobWith(new Uint8Array([97, 255]))).text()).toBe("a\ufffd");
  });
});
