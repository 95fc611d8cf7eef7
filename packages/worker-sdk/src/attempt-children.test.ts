import { childIds, defineJob, type StandardSchema } from "@millrace/core";
import { expect, test } from "vitest";
import type { ChildJob, ChildOptions } from "./attempt-children.ts";
import type { AttemptContext, Handler } from "./handler.ts";
import { snooze } from "./outcome-signals.ts";
import { Engine, TYPE } from "./test/engine.ts";
import { bytes, enqueue, until, untilStatus } from "./test/jobs.ts";

const CHILD = "child";

async function run(handler: Handler, request = {}) {
  const engine = new Engine(handler);
  const id = await enqueue(engine.store, { type: TYPE, ...request });
  await engine.accept();
  await until(() => expect(engine.settled).toHaveLength(1));
  const { jobs } = await engine.store.list({ type: CHILD, view: "FULL" });
  return { engine, id, children: jobs };
}

test("what a handler enqueues is there once it has completed, with the ids that it got", async () => {
  const { id, children, engine } = await run((_job, { enqueue }) => {
    const first = enqueue(CHILD, { page: 1 }, { priority: 9 });
    const second = enqueue(CHILD, bytes("raw"), { delay: "1h" });
    return [first.id, second.id];
  });
  const ids = childIds(id, 1, 2);
  const [first, second] = await Promise.all(ids.map((child) => engine.store.get(child)));
  expect(first).toMatchObject({ payload: bytes('{"page":1}'), priority: 9, parentId: id });
  expect(second).toMatchObject({ status: "SCHEDULED", contentType: "application/octet-stream" });
  expect(children).toHaveLength(2);
  const { result } = await untilStatus(engine.store, id, "COMPLETED");
  expect(result).toEqual(bytes(JSON.stringify(ids)));
});

test.each<[string, Handler]>([
  [
    "throws",
    (_job, context) => {
      context.enqueue(CHILD);
      throw new Error("no");
    },
  ],
  [
    "snoozes",
    (_job, context) => {
      context.enqueue(CHILD);
      return snooze("1h");
    },
  ],
  [
    "returns what cannot be kept",
    (_job, context) => {
      context.enqueue(CHILD);
      return 1n;
    },
  ],
])("a handler that %s enqueues nothing", async (_, handler) => {
  expect((await run(handler)).children).toEqual([]);
});

test("a child carries on the trace of its parent, unless it says otherwise", async () => {
  const traceContext = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
  const own = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-01" };
  const handler: Handler = (_job, context) => {
    context.enqueue(CHILD);
    context.enqueue(CHILD, undefined, { traceContext: own });
  };
  const { children } = await run(handler, { traceContext });
  expect(children.map((child) => child.traceContext)).toEqual([traceContext, own]);
});

const slow: StandardSchema<string, string> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: async (value) => ({ value: value as string }),
  },
};

const strict: StandardSchema<string, string> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: () => ({ issues: [{ message: "is too short" }] }),
  },
};

test.each<[string, (context: AttemptContext) => ChildJob, string]>([
  ["a type that is none", (context) => context.enqueue("no type"), "type must"],
  ["what has no form in JSON", (context) => context.enqueue(CHILD, 1n), "payload is a BigInt"],
  ["too much", (context) => context.enqueue(CHILD, bytes("x".repeat(2 ** 20 + 1))), "payload has"],
  [
    "an option that a child cannot have",
    (context) => context.enqueue(CHILD, 1, { unique: { key: "u" } } as ChildOptions),
    "unique cannot be had by a child",
  ],
  [
    "an option out of its range, by its own name",
    (context) => context.enqueue(CHILD, 1, { expiresIn: 0 }),
    "expiresIn must be a whole number",
  ],
  [
    "what does not fit its schema",
    (context) => context.enqueue(defineJob(CHILD, strict), "x"),
    "payload does not fit the schema: is too short",
  ],
  [
    "what a schema checks later",
    (context) => context.enqueue(defineJob(CHILD, slow), "x"),
    "whose schema takes its time",
  ],
])("%s is refused at once, and what else was enqueued stands", async (_, enqueueBad, words) => {
  const { children } = await run((_job, context) => {
    context.enqueue(CHILD, "good");
    expect(() => enqueueBad(context)).toThrow(words);
  });
  expect(children).toMatchObject([{ payload: bytes('"good"') }]);
});

test("an attempt enqueues 1,000 jobs, and 2 MiB, at most", async () => {
  const { children } = await run((_job, { enqueue }) => {
    for (let i = 0; i < 1_000; i++) enqueue(CHILD);
    expect(() => enqueue(CHILD)).toThrow("enqueue has 1001 jobs of one attempt");
  });
  expect(children.length).toBeGreaterThan(0);
  await run((_job, { enqueue }) => {
    enqueue(CHILD, new Uint8Array(2 ** 20));
    enqueue(CHILD, new Uint8Array(2 ** 20));
    expect(() => enqueue(CHILD, "x")).toThrow("over the limit of 2097152 bytes of one attempt");
  });
});

test("an attempt that is over enqueues nothing any more", async () => {
  const contexts: AttemptContext[] = [];
  const { children } = await run((_job, context) => void contexts.push(context));
  expect(() => contexts[0]?.enqueue(CHILD)).toThrow(
    expect.objectContaining({ code: "LEASE_LOST" }),
  );
  expect(children).toEqual([]);
});
