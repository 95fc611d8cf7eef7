import { enqueueOne, type TracedAttempt, type Tracing } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { metrics } from "@opentelemetry/api";
import { afterEach, expect, test } from "vitest";
import { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.ts";
import { Reader } from "./test/reader.ts";
import { Recorder } from "./test/recorder.ts";

const ATTEMPT: TracedAttempt = { workerId: "w", fence: 7, signal: new AbortController().signal };
const SENT = "messaging.client.sent.messages";
const CONSUMED = "messaging.client.consumed.messages";
const OPERATION = "messaging.client.operation.duration";
const PROCESS = "messaging.process.duration";

afterEach(() => metrics.disable());

function open(options: OpenTelemetryOptions = {}) {
  const reader = new Reader();
  const recorder = new Recorder();
  const store = new MemoryStore();
  const tracing = openTelemetry({
    meterProvider: reader.provider,
    tracerProvider: recorder.provider,
    ...options,
  });
  return { reader, recorder, store, tracing };
}

/** The attributes of a series, with those that all have. */
function told(name: string, more: object = {}) {
  return { "messaging.system": "millrace", "messaging.operation.name": name, ...more };
}

const TO_MAIL = { "messaging.destination.name": "mail" };
const SEND = { "messaging.operation.type": "send" };

test("enqueues count their jobs, and are timed", async () => {
  const { reader, store, tracing } = open();
  const send: Parameters<Tracing["enqueue"]>[1] = (requests) => store.enqueue(requests);
  await tracing.enqueue([{ type: "mail" }, { type: "mail" }], send);
  await tracing.enqueue([{ type: "mail" }, { type: "sms", priority: 101 }], send);
  expect(await reader.series(SENT)).toEqual([
    { attributes: told("enqueue", TO_MAIL), count: 3 },
    {
      attributes: told("enqueue", {
        "messaging.destination.name": "sms",
        "error.type": "INVALID_ARGUMENT",
      }),
      count: 1,
    },
  ]);
  expect(await reader.series(OPERATION)).toEqual([
    { attributes: told("enqueue", { ...SEND, ...TO_MAIL }), count: 1 },
    { attributes: told("enqueue", SEND), count: 1 },
  ]);
});

test("an enqueue that fails as a whole fails each of its jobs", async () => {
  const { reader, store, tracing } = open();
  await store.close();
  const requests = [{ type: "mail" }, { type: "mail" }];
  await expect(tracing.enqueue(requests, (all) => store.enqueue(all))).rejects.toThrow("closed");
  const failed = { ...TO_MAIL, "error.type": "UNAVAILABLE" };
  expect(await reader.series(SENT)).toEqual([{ attributes: told("enqueue", failed), count: 2 }]);
  expect(await reader.series(OPERATION)).toEqual([
    { attributes: told("enqueue", { ...failed, ...SEND }), count: 1 },
  ]);
});

test("attempts are counted and timed, those that fail by why", async () => {
  const { reader, store, tracing } = open();
  const { job } = await enqueueOne(store, { type: "mail" });
  expect(await tracing.process(job, ATTEMPT, () => "done")).toBe("done");
  const broken = () => Promise.reject(new RangeError("too far"));
  await expect(tracing.process(job, ATTEMPT, broken)).rejects.toThrow("too far");
  const reason = Object.assign(new Error("too long"), { abortCause: "timeout" });
  await tracing.process(job, { ...ATTEMPT, signal: AbortSignal.abort(reason) }, () => "late");
  expect(await reader.series(CONSUMED)).toEqual([
    { attributes: told("process", TO_MAIL), count: 3 },
  ]);
  expect(await reader.series(PROCESS)).toEqual([
    { attributes: told("process", TO_MAIL), count: 1 },
    { attributes: told("process", { ...TO_MAIL, "error.type": "RangeError" }), count: 1 },
    { attributes: told("process", { ...TO_MAIL, "error.type": "timeout" }), count: 1 },
  ]);
});

test("an SDK that is set up later is found, and without one nothing is counted", async () => {
  const { reader, store, recorder } = open();
  const tracing = openTelemetry({ tracerProvider: recorder.provider });
  const enqueue = () => tracing.enqueue([{ type: "mail" }], (all) => store.enqueue(all));
  await enqueue();
  metrics.setGlobalMeterProvider(reader.provider);
  await enqueue();
  expect(await reader.series(SENT)).toMatchObject([{ count: 1 }]);
});

test("metrics can be left out", async () => {
  const { reader, store, tracing } = open({ metrics: false });
  await tracing.enqueue([{ type: "mail" }], (all) => store.enqueue(all));
  expect(await reader.series(SENT)).toEqual([]);
  expect(tracing.source).toBeUndefined();
});
