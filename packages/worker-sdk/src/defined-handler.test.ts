import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expect, test } from "vitest";
import { z } from "zod";
import { Engine, TYPE } from "./test/engine.ts";
import { bytes, enqueue, untilStatus } from "./test/jobs.ts";
import { typed } from "./typed-handler.ts";

const Order = z.object({
  id: z.string(),
  items: z.array(z.object({ sku: z.string(), count: z.int().positive() })).min(1),
  due: z.string().transform((day) => new Date(`${day}T00:00:00Z`).getTime()),
});

async function run(handler: ReturnType<typeof typed>, payload: string) {
  const engine = new Engine(handler);
  const id = await enqueue(engine.store, { type: TYPE, payload: bytes(payload) });
  await engine.accept();
  return { store: engine.store, id };
}

test("a payload that fits comes as the schema makes it, with job and context", async () => {
  const handler = typed(Order, (order, job, context) => {
    const due: number = order.due;
    return [due, order.items.length, job.id, context.fence];
  });
  const payload = '{"id":"o1","items":[{"sku":"a","count":2}],"due":"2026-01-01"}';
  const { store, id } = await run(handler, payload);
  const { result } = await untilStatus(store, id, "COMPLETED");
  expect(JSON.parse(new TextDecoder().decode(result))).toEqual([Date.UTC(2026, 0, 1), 1, id, 1]);
});

test("a payload that does not fit fails for good, and every issue is named with its path", async () => {
  const called: unknown[] = [];
  const handler = typed(Order, (order) => called.push(order));
  const { store, id } = await run(handler, '{"items":[{"sku":7,"count":-1}],"due":"2026-01-01"}');
  const { errors, attempt } = await untilStatus(store, id, "FAILED");
  expect(attempt).toBe(1);
  const [{ message } = { message: "" }] = errors;
  expect(message).toContain(`the payload of job ${id} does not fit its schema: `);
  for (const path of ["id: ", "items.0.sku: ", "items.0.count: "]) expect(message).toContain(path);
  expect(called).toEqual([]);
});

test("a payload that is no JSON fails for good", async () => {
  const { store, id } = await run(
    typed(Order, () => {}),
    "{",
  );
  const { errors } = await untilStatus(store, id, "FAILED");
  expect(errors[0]?.message).toContain("is not JSON");
});

/** A schema that answers `result`, as a library of any make may. */
function schemaOf(result: StandardSchemaV1.Result<number>, wait = false): StandardSchemaV1<number> {
  const validate = () => (wait ? Promise.resolve(result) : result);
  return { "~standard": { version: 1, vendor: "test", validate } };
}

test("a schema may take its time", async () => {
  const { store, id } = await run(
    typed(schemaOf({ value: 7 }, true), (n) => n + 1),
    "0",
  );
  const { result } = await untilStatus(store, id, "COMPLETED");
  expect(new TextDecoder().decode(result)).toBe("8");
});

test("issues may have no path, or one of keys of any kind", async () => {
  const issues = [
    { message: "all wrong" },
    { message: "wrong here", path: [{ key: "a" }, 0, Symbol("s")] },
    { message: "empty", path: [] },
  ];
  const { store, id } = await run(
    typed(schemaOf({ issues }), () => {}),
    "0",
  );
  const { errors } = await untilStatus(store, id, "FAILED");
  expect(errors[0]?.message).toContain("all wrong; a.0.Symbol(s): wrong here; empty");
});
