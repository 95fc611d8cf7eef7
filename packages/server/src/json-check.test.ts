import { create, type DescMessage, fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import { DEFAULT_LIMITS } from "@millrace/core";
import {
  BadRequestSchema,
  EnqueueBatchRequestSchema,
  EnqueueRequestSchema,
  ExtendRequestSchema,
  LeaseRequestSchema,
  ListJobsRequestSchema,
} from "@millrace/protocol";
import { describe, expect, it, test } from "vitest";
import { createJsonCheck } from "./json-check.ts";

const MAX_VALUES = 10_000;

function refusal(schema: DescMessage, json: string | Uint8Array): ConnectError | undefined {
  try {
    createJsonCheck(schema, DEFAULT_LIMITS, MAX_VALUES)(Buffer.from(json));
    return undefined;
  } catch (error) {
    return error as ConnectError;
  }
}

describe("a value that is not what its field wants is told what to write", () => {
  it.each([
    ['{"delay": "10m"}', 'delay must be seconds, such as "600s", but is "10m"'],
    ['{"delay": 1500}', 'delay must be seconds, such as "1.5s", but is 1500'],
    ['{"timeout": "soon"}', 'timeout must be seconds, such as "1.5s", but is "soon"'],
    [
      '{"runAt": "tomorrow"}',
      'run_at must be a time such as "2030-01-31T09:00:00Z", but is "tomorrow"',
    ],
    [
      '{"payload": {"a": 1}}',
      'payload must be bytes in base64, such as "eyJhIjoxfQ==" for {"a":1}, but is an object',
    ],
    [
      '{"payload": "hello!"}',
      'payload must be bytes in base64, such as "aGVsbG8h" for hello!, but is "hello!"',
    ],
    [
      '{"delivery": "AT_MOST_ONCE"}',
      'delivery must be one of DELIVERY_AT_LEAST_ONCE, DELIVERY_AT_MOST_ONCE, but is "AT_MOST_ONCE"',
    ],
    [
      '{"deley": "1s"}',
      "deley is no field of EnqueueRequest (did you mean delay?); there are type, payload, runAt, delay,",
    ],
    ['{"type": 5}', "type must be a string, but is 5"],
    ['{"priority": "high"}', 'priority must be a number, but is "high"'],
    ['{"priority": "7"}', undefined],
    ['{"backoff": {"multiplier": "1.5e0"}}', undefined],
    ['{"priority": [1]}', "priority must be a number, but is an array"],
    ['{"backoff": 2}', "backoff must be an object, but is 2"],
    [
      '{"backoff": {"initial": "1m"}}',
      'backoff.initial must be seconds, such as "60s", but is "1m"',
    ],
    ['{"metadata": ["x"]}', "metadata must be an object, but is an array"],
    ['{"metadata": {"a.b": 5}}', 'metadata["a.b"] must be a string, but is 5'],
    ['{"delay": "1s", "runAt": "2030-01-31T09:00:00Z"}', "run_at excludes delay; give one of them"],
    ['{"delay": "1s", "run_at": null}', undefined],
    [
      '{"unique": {"key": "k", "until": 2, "ttl": "9s"}}',
      "unique.ttl excludes unique.until; give one of them",
    ],
    [
      '{"maxAttempts": 1.5}',
      "max_attempts must be a whole number from -2147483648 to 2147483647, but is 1.5",
    ],
    ['{"priority": "5.5"}', "priority must be a whole number from -2147483648 to 2147483647"],
    ['{"priority": 1e30}', "priority must be a whole number from -2147483648 to 2147483647"],
    ['{"priority": "1e1"}', undefined],
    ['{"priority": 5.0}', undefined],
    ['{"backoff": {"multiplier": 1.5}}', undefined],
    ['{"type": "\\ud800"}', "type must be well-formed Unicode, but has a lone surrogate"],
    [
      '{"metadata": {"a": "\\ud800"}}',
      'metadata["a"] must be well-formed Unicode, but has a lone surrogate',
    ],
    [
      '{"runAt": "2030-02-30T00:00:00Z"}',
      'run_at must be a time such as "2030-01-31T09:00:00Z", but is "2030-02-30T00:00:00Z"',
    ],
    ['{"runAt": "2028-02-29T23:59:59.5+01:00"}', undefined],
    ['{"runAt": "2030-13-01T00:00:00Z"}', "run_at must be a time"],
    ['{"runAt": "0000-01-01T00:00:00Z"}', "run_at must be a time"],
    ['{"delay": "99999999999999s"}', 'delay must be seconds, such as "'],
    ['{"payload": "A"}', 'payload must be bytes in base64, such as "QQ==" for A, but is "A"'],
    ['{"payload": "QQ"}', undefined],
    ["[]", "request must be an object, but is an array"],
    ["null", "request must be an object, but is null"],
    ["{", "the request is not valid JSON"],
    ["", "the request is not valid JSON: it is empty; send {} at least"],
  ])("%s", (json, message) => {
    const error = refusal(EnqueueRequestSchema, json);
    if (message === undefined) expect(error).toBeUndefined();
    else {
      expect(error?.code).toBe(Code.InvalidArgument);
      expect(error?.rawMessage).toContain(message);
    }
  });

  it("in lists, by the place", () => {
    const error = refusal(ListJobsRequestSchema, '{"statuses": ["JOB_STATUS_FAILED", "FAILED"]}');
    expect(error?.rawMessage).toContain("statuses[1] must be one of JOB_STATUS_SCHEDULED, ");
    expect(error?.rawMessage).toContain('but is "FAILED"');
    const [details] = error?.findDetails(BadRequestSchema) ?? [];
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(["statuses[1]"]);
  });

  it("many of them, in 20", () => {
    const json = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [i, 1])));
    expect(refusal(EnqueueRequestSchema, json)?.rawMessage).toMatch(/; and 4\d\d more$/);
  });
});

test("text that is not UTF-8 is no JSON", () => {
  const bytes = Buffer.concat([Buffer.from('{"type":"a'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(refusal(EnqueueRequestSchema, bytes)).toMatchObject({
    code: Code.InvalidArgument,
    rawMessage: expect.stringContaining("UTF-8"),
  });
});

describe("items are counted", () => {
  const list = (item: string, count: number) => `[${Array.from({ length: count }, () => item)}]`;

  it.each([
    ["requests", EnqueueBatchRequestSchema, "{}", 1_000, Code.ResourceExhausted],
    ["items", ExtendRequestSchema, "{}", 1_000, Code.InvalidArgument],
    ["types", LeaseRequestSchema, '""', 256, Code.InvalidArgument],
  ])("%s", (field, schema, item, max, code) => {
    expect(refusal(schema, `{"${field}": ${list(item, max)}}`)).toBeUndefined();
    expect(refusal(schema, `{"${field}": ${list(item, max + 1)}}`)).toMatchObject({
      code,
      rawMessage: expect.stringContaining(`${max}`),
    });
  });

  it("entries of metadata", () => {
    const entries = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, ""]));
    expect(refusal(EnqueueRequestSchema, JSON.stringify({ metadata: entries }))).toMatchObject({
      code: Code.ResourceExhausted,
      rawMessage: expect.stringContaining("64"),
    });
  });

  it.each([
    ["objects", list("{}", MAX_VALUES)],
    ["arrays in arrays", "[".repeat(MAX_VALUES + 1)],
    ["entries", `{"a":{${Array.from({ length: MAX_VALUES }, (_, i) => `"k${i}":0`)}}}`],
  ])("and all values before any of them is made: %s", (_, json) => {
    expect(refusal(EnqueueRequestSchema, json)).toMatchObject({
      code: Code.ResourceExhausted,
      rawMessage: expect.stringContaining(`${MAX_VALUES} values`),
    });
  });

  it("but not what stands in a text", () => {
    const text = JSON.stringify(`\\"${"[{,".repeat(MAX_VALUES)}\\`);
    expect(refusal(EnqueueRequestSchema, `{"type": ${text}}`)).toBeUndefined();
  });
});

test("what the decoder takes passes, in either spelling", () => {
  const json = toJsonString(
    EnqueueRequestSchema,
    create(EnqueueRequestSchema, {
      type: "a",
      payload: new Uint8Array([255, 254, 1]),
      due: { case: "runAt", value: { seconds: 1_900_000_000n, nanos: 5_000 } },
      backoff: { initial: { seconds: 1n, nanos: 500_000_000 }, jitter: Number.NaN },
      metadata: { __proto__: "x" as never, team: "a" },
      delivery: 2,
    }),
  );
  for (const each of [json, '{"run_at": null, "max_attempts": "3", "delivery": 1}', "{}"]) {
    expect(refusal(EnqueueRequestSchema, each)).toBeUndefined();
    expect(() => fromJsonString(EnqueueRequestSchema, each)).not.toThrow();
  }
});
