import { type JobSource, MillraceError, type Settlement } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { openTelemetry } from "./open-telemetry.ts";
import { spanContextOf } from "./span-context.ts";
import { Reader } from "./test/reader.ts";
import { Recorder } from "./test/recorder.ts";

const OPERATION = "messaging.client.operation.duration";
const LEASE = { types: ["mail"], maxJobs: 10, leaseMs: 60_000, waitMs: 0, workerId: "w" };

function open(sourceSpans: boolean) {
  const [recorder, reader] = [new Recorder(), new Reader()];
  const store = new MemoryStore();
  const { provider: tracerProvider } = recorder;
  const tracing = openTelemetry({ tracerProvider, meterProvider: reader.provider, sourceSpans });
  const source = tracing.source?.(store) ?? store;
  return { recorder, reader, store, tracing, source };
}

/** Settles all that there is to lease. */
async function work(source: JobSource, outcomes: readonly Settlement["outcome"][]) {
  const leases = await source.lease(LEASE);
  const items = leases.map(({ job, token }, i) => ({
    jobId: job.id,
    token,
    outcome: outcomes[i] as Settlement["outcome"],
  }));
  return await source.settle(items);
}

test("a lease is a span that links to those of the jobs, and so is a settlement", async () => {
  const { recorder, store, tracing, source } = open(true);
  const results = await tracing.enqueue([{ type: "mail" }, { type: "mail" }], (all) =>
    store.enqueue(all),
  );
  await work(source, [{ kind: "completed" }, { kind: "snoozed", delayMs: 1 }]);
  const lease = recorder.named("lease");
  expect(lease.kind).toBe(SpanKind.CLIENT);
  expect(lease.attributes).toEqual({
    "messaging.system": "millrace",
    "messaging.operation.type": "receive",
    "messaging.operation.name": "lease",
    "messaging.destination.name": "mail",
    "messaging.client.id": "w",
    "messaging.batch.message_count": 2,
  });
  expect(lease.links.map(({ context }) => context.spanId)).toEqual(
    results.map((result) =>
      "error" in result ? undefined : spanContextOf(result.job.traceContext)?.spanId,
    ),
  );
  const settle = recorder.named("settle");
  expect(settle.kind).toBe(SpanKind.CLIENT);
  expect(settle.attributes).toEqual({
    "messaging.system": "millrace",
    "messaging.operation.type": "settle",
    "messaging.operation.name": "settle",
    "messaging.batch.message_count": 2,
  });
});

test.each([
  ["complete", { kind: "completed" }],
  ["fail", { kind: "failed", message: "no" }],
  ["snooze", { kind: "snoozed", delayMs: 1 }],
  ["throttle", { kind: "throttled", retryAfterMs: 1, scope: "JOB" }],
  ["release", { kind: "released", started: true }],
] as const)("settlements of one kind are named by it: %s", async (name, outcome) => {
  const { recorder, reader, store, source } = open(true);
  await store.enqueue([{ type: "mail" }]);
  await work(source, [outcome]);
  expect(recorder.named("settle").attributes).toMatchObject({
    "messaging.operation.name": name,
    "messaging.message.id": expect.stringMatching(/^0-/),
  });
  const counted = (await reader.series(OPERATION)).map(({ attributes }) => attributes);
  expect(counted).toEqual([
    expect.objectContaining({ "messaging.operation.name": "lease" }),
    expect.objectContaining({ "messaging.operation.name": name }),
  ]);
});

test("a call that fails says why", async () => {
  const { recorder, reader, store, source } = open(true);
  await store.close();
  await expect(source.lease(LEASE)).rejects.toThrow(MillraceError);
  expect(recorder.named("lease")).toMatchObject({
    attributes: { "error.type": "UNAVAILABLE" },
    status: { code: SpanStatusCode.ERROR },
  });
  const [{ attributes } = { attributes: {} }] = await reader.series(OPERATION);
  expect(attributes).toMatchObject({ "error.type": "UNAVAILABLE" });
});

test("they are no spans unless that is asked for, and timed all the same", async () => {
  const { recorder, reader, source } = open(false);
  await source.lease(LEASE);
  expect(recorder.spans).toEqual([]);
  expect(await reader.series(OPERATION)).toMatchObject([{ count: 1 }]);
});
