import { defineJob, type StandardSchema, type StandardSchemaResult } from "@millrace/core";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import { type DefinedHandler, handle } from "./defined-handler.ts";
import type { Handler } from "./handler.ts";
import { Engine, TYPE } from "./test/engine.ts";
import { bytes, enqueue, untilStatus } from "./test/jobs.ts";
import { Worker } from "./worker.ts";

const ZodOrder = z.object({
  id: z.string(),
  items: z.array(z.object({ sku: z.string(), count: z.int().positive() })).min(1),
  due: z.string().transform((day) => new Date(`${day}T00:00:00Z`).getTime()),
});

const ValibotOrder = v.object({
  id: v.string(),
  items: v.pipe(
    v.array(v.object({ sku: v.string(), count: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
    v.minLength(1),
  ),
  due: v.pipe(
    v.string(),
    v.transform((day) => new Date(`${day}T00:00:00Z`).getTime()),
  ),
});

type OrderIn = z.input<typeof ZodOrder> & v.InferInput<typeof ValibotOrder>;
type OrderOut = z.output<typeof ZodOrder> & v.InferOutput<typeof ValibotOrder>;

const LIBRARIES: [string, StandardSchema<OrderIn, OrderOut>][] = [
  ["zod", ZodOrder],
  ["valibot", ValibotOrder],
];

async function run<Data>(
  schema: StandardSchema<unknown, Data>,
  handler: DefinedHandler<Data>,
  payload: string,
) {
  const handlers = handle(defineJob(TYPE, schema), handler);
  expect(Object.keys(handlers)).toEqual([TYPE]);
  const engine = new Engine(handlers[TYPE] as Handler);
  const id = await enqueue(engine.store, { type: TYPE, payload: bytes(payload) });
  await engine.accept();
  return { store: engine.store, id };
}

test.each(LIBRARIES)(
  "a payload that fits comes as the schema of %s makes it",
  async (_, schema) => {
    const handler: DefinedHandler<OrderOut> = ({ data, id }, context) => {
      const due: number = data.due;
      return [due, data.items.length, id, context.fence];
    };
    const payload = '{"id":"o1","items":[{"sku":"a","count":2}],"due":"2026-01-01"}';
    const { store, id } = await run(schema, handler, payload);
    const { result } = await untilStatus(store, id, "COMPLETED");
    expect(JSON.parse(new TextDecoder().decode(result))).toEqual([Date.UTC(2026, 0, 1), 1, id, 1]);
  },
);

test.each(LIBRARIES)(
  "a payload that does not fit the schema of %s fails for good, and every issue is named",
  async (_, schema) => {
    const called: unknown[] = [];
    const payload = '{"items":[{"sku":7,"count":-1}],"due":"2026-01-01"}';
    const { store, id } = await run(schema, ({ data }) => called.push(data), payload);
    const { errors, attempt } = await untilStatus(store, id, "FAILED");
    expect(attempt).toBe(1);
    const [{ message } = { message: "" }] = errors;
    expect(message).toContain(`cannot run job ${id}: `);
    for (const path of ["id", "items[0].sku", "items[0].count"]) {
      expect(message).toContain(`payload.${path} does not fit the schema: `);
    }
    expect(called).toEqual([]);
  },
);

test("a job of a definition is also a job like any other", async () => {
  const handler: DefinedHandler<number> = (job) => [
    job.data,
    job.text(),
    job.json(),
    job.toObject().id === job.id,
    job.toJSON().payload,
  ];
  const { store, id } = await run(v.number(), handler, "7");
  const { result } = await untilStatus(store, id, "COMPLETED");
  expect(new TextDecoder().decode(result)).toBe('[7,"7",7,true,7]');
});

test("a payload that is no JSON fails for good", async () => {
  const { store, id } = await run(ZodOrder, () => {}, "{");
  const { errors } = await untilStatus(store, id, "FAILED");
  expect(errors[0]?.message).toContain("is not JSON");
});

/** A schema that answers `result`, as a library of any make may. */
function schemaOf(
  result: StandardSchemaResult<number>,
  wait = false,
): StandardSchema<number, number> {
  const validate = () => (wait ? Promise.resolve(result) : result);
  return { "~standard": { version: 1, vendor: "test", validate } };
}

test("a schema may take its time", async () => {
  const { store, id } = await run(schemaOf({ value: 7 }, true), ({ data }) => data + 1, "0");
  const { result } = await untilStatus(store, id, "COMPLETED");
  expect(new TextDecoder().decode(result)).toBe("8");
});

test("issues may have no path, or one of keys of any kind", async () => {
  const issues = [
    { message: "all wrong" },
    { message: "wrong here", path: [{ key: "a b" }, 0, Symbol("s")] },
    { message: "empty", path: [] },
  ];
  const { store, id } = await run(schemaOf({ issues }), () => {}, "0");
  const { errors } = await untilStatus(store, id, "FAILED");
  expect(errors[0]?.message).toContain(
    'payload does not fit the schema: all wrong; payload["a b"][0][Symbol(s)] does not fit the schema: wrong here; payload does not fit the schema: empty',
  );
});

test("handlers of several definitions make one worker", () => {
  const email = defineJob("email", ZodOrder);
  const sms = defineJob("sms", v.string());
  const handlers = {
    ...handle(email, (job) => job.data.items.length),
    ...handle(sms, (job) => job.data.toUpperCase()),
    plain: () => {},
  };
  expect(Object.keys(handlers)).toEqual(["email", "sms", "plain"]);
  expect(() => new Worker(handlers)).not.toThrow();
  // @ts-expect-error data is a text
  handle(sms, (job) => job.data.items);
});
