import { deepStrictEqual, notDeepStrictEqual } from "node:assert/strict";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { basicJob } from "./basic-job.ts";
import { checkEnqueue } from "./check-enqueue.ts";
import { JOB_FIELD_NAMES, type Job } from "./job.ts";
import { newJob } from "./job-change.ts";
import { newJobId } from "./job-id.ts";
import { JobView } from "./job-view.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";

const NOW = Date.UTC(2026, 0, 1);

function jobWith(payload: string | Uint8Array, fields: Partial<Job> = {}): Job {
  const bytes = typeof payload === "string" ? bytesOf(payload) : payload;
  const spec = checkEnqueue({ type: "email", payload: bytes }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return { ...newJob(spec, newJobId(0), NOW), ...fields };
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const FINISHED: Job = {
  ...jobWith('{"to":"é"}'),
  timeoutMs: 1,
  idempotencyKey: "key",
  startBy: NOW + 2,
  startedAt: NOW + 2,
  finishedAt: NOW + 3,
  expiresAt: NOW + 4,
  result: bytesOf("[1]"),
  errors: [{ attempt: 1, message: "m", at: NOW + 1, workerId: "w" }],
  progress: { fraction: 0.5 },
  workerId: "w",
  leaseExpiresAt: NOW + 5,
  cancelReason: "reason",
};

const EVERY_FIELD = {
  ...Object.fromEntries(JOB_FIELD_NAMES.map((field) => [field, `the ${field}`])),
  log: [{ at: 1_000, attempt: 1, text: "one" }],
  ...FINISHED,
} as Required<Job>;

describe("the view of a job", () => {
  test("has every field of the job", () => {
    const view = new JobView(EVERY_FIELD);
    for (const [field, value] of Object.entries(EVERY_FIELD)) {
      expect(view[field as keyof Job], field).toBe(value);
    }
    expect(view.toObject()).toEqual(EVERY_FIELD);
    expect(inspect(view)).toBe(inspect(EVERY_FIELD));
  });

  test("can be taken apart", () => {
    const { id, text, json, resultJson, toJSON } = new JobView(EVERY_FIELD);
    expect(text()).toBe('{"to":"é"}');
    expect(json<{ to: string }>()).toEqual({ to: "é" });
    expect(resultJson<number[]>()).toEqual([1]);
    expect(toJSON().id).toBe(id);
  });

  test("of a view is one of the job", () => {
    expect(new JobView(new JobView(EVERY_FIELD)).toObject()).toEqual(EVERY_FIELD);
  });

  test("is compared by its job", () => {
    const other = new JobView({ ...EVERY_FIELD, id: "0-V1StGXR8Z5jdHi6B" });
    expect(new JobView(EVERY_FIELD)).toEqual(new JobView({ ...EVERY_FIELD }));
    expect(new JobView(EVERY_FIELD)).not.toEqual(other);
    deepStrictEqual(new JobView(EVERY_FIELD), new JobView({ ...EVERY_FIELD }));
    notDeepStrictEqual(new JobView(EVERY_FIELD), other);
  });

  test("can be read through a proxy", () => {
    const view = new Proxy(new JobView(FINISHED), {});
    expect(view.id).toBe(FINISHED.id);
    expect(view.toObject()).toEqual(FINISHED);
    expect(new JobView(view).toObject()).toEqual(FINISHED);
  });

  // Matchers that fail read copies of what they compared, and prototypes.
  test("has no fields without a job, and throws nothing", () => {
    const copy = Object.create(JobView.prototype);
    for (const field of JOB_FIELD_NAMES) expect(copy[field], field).toBeUndefined();
  });

  test("of a job without a result has none", () => {
    expect(new JobView(jobWith("")).resultJson()).toBeUndefined();
  });

  test.each(["", "{", "\ufeffnull!", "undefined"])("says that %o is no JSON", (text) => {
    const view = new JobView(jobWith(text, { result: bytesOf(text) }));
    const reading = (field: string) =>
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining(`the ${field} of job ${view.id} is not JSON: `),
        violations: [{ field, description: expect.stringContaining("is not JSON: ") }],
      });
    expect(() => view.json()).toThrow(reading("payload"));
    expect(() => view.resultJson()).toThrow(reading("result"));
  });

  test("reads text that is no UTF-8 with replacement characters", () => {
    expect(new JobView(jobWith(new Uint8Array([97, 255]))).text()).toBe("a\ufffd");
  });
});

describe("the view of a job that was read by the view BASIC", () => {
  const basic = new JobView(basicJob(FINISHED));
  const refusal = (field: string) =>
    expect.objectContaining({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(new RegExp(`came without its ${field}: .*view: "FULL"`)),
    });

  test("refuses to read what it came without", () => {
    expect(() => basic.payload).toThrow(refusal("payload"));
    expect(() => basic.json()).toThrow(refusal("payload"));
    expect(() => basic.text()).toThrow(refusal("payload"));
    expect(() => basic.result).toThrow(refusal("result"));
    expect(() => basic.resultJson()).toThrow(refusal("result"));
  });

  test("knows that there is no result", () => {
    const view = new JobView(basicJob(jobWith("")));
    expect(view.result).toBeUndefined();
    expect(view.resultJson()).toBeUndefined();
    expect(view.resultBytes).toBeUndefined();
  });

  test("has the sizes and the beginning, as that of a whole job has", () => {
    for (const view of [basic, new JobView(FINISHED)]) {
      expect(view.payloadBytes).toBe(FINISHED.payload.length);
      expect(view.payloadPreview).toEqual(FINISHED.payload);
      expect(view.resultBytes).toBe(3);
    }
    const long = jobWith("x".repeat(1_000));
    for (const view of [new JobView(long), new JobView(basicJob(long))]) {
      expect(view.payloadBytes).toBe(1_000);
      expect(view.payloadPreview).toEqual(bytesOf("x".repeat(256)));
    }
  });

  test("shows the sizes in JSON", () => {
    const json = basic.toJSON();
    expect(json).toMatchObject({ payloadBytes: 11, payloadPreview: '{"to":"é"}', resultBytes: 3 });
    expect(json).not.toHaveProperty("payload");
    expect(json).not.toHaveProperty("result");
    expect(new JobView(basicJob(jobWith(""))).toJSON()).not.toHaveProperty("resultBytes");
  });
});

describe("in JSON", () => {
  test("a job has its values, and points in time as ISO 8601", async () => {
    const { id } = FINISHED;
    const answer = await Response.json(new JobView(FINISHED)).json();
    expect(answer).toStrictEqual({
      id,
      type: "email",
      payload: { to: "é" },
      status: "PENDING",
      priority: 5,
      attempt: 0,
      maxAttempts: 4,
      backoff: { initialMs: 2_000, multiplier: 2, maxMs: 300_000, jitter: 0.25 },
      delivery: "AT_LEAST_ONCE",
      timeoutMs: 1,
      retentionMs: 86_400_000,
      idempotencyKey: "key",
      metadata: {},
      runAt: "2026-01-01T00:00:00.000Z",
      createdAt: "2026-01-01T00:00:00.000Z",
      updatedAt: "2026-01-01T00:00:00.000Z",
      startBy: "2026-01-01T00:00:00.002Z",
      startedAt: "2026-01-01T00:00:00.002Z",
      finishedAt: "2026-01-01T00:00:00.003Z",
      expiresAt: "2026-01-01T00:00:00.004Z",
      result: [1],
      errors: [{ attempt: 1, message: "m", at: "2026-01-01T00:00:00.001Z", workerId: "w" }],
      progress: { fraction: 0.5 },
      workerId: "w",
      leaseExpiresAt: "2026-01-01T00:00:00.005Z",
      cancelRequested: false,
      cancelReason: "reason",
      sequence: 1,
    });
  });

  test("bytes that are no JSON are base64 under a name of their own", () => {
    const result = Uint8Array.from({ length: 256 }, (_, i) => i);
    const json = new JobView(jobWith("plain text", { result })).toJSON();
    expect(json).toMatchObject({
      payloadBase64: Buffer.from("plain text").toString("base64"),
      resultBase64: Buffer.from(result).toString("base64"),
    });
    expect(json).not.toHaveProperty("payload");
    expect(json).not.toHaveProperty("result");
  });

  test("JSON in bytes that are no UTF-8 is base64", () => {
    const payload = new Uint8Array([34, 255, 34]);
    expect(new JobView(jobWith(payload)).toJSON()).toMatchObject({ payloadBase64: "Iv8i" });
  });

  test("no bytes have no name", () => {
    const json = new JobView(jobWith("")).toJSON();
    for (const name of ["payload", "payloadBase64", "result", "resultBase64"]) {
      expect(json).not.toHaveProperty(name);
    }
  });
});
