import type { NewJob } from "@millrace/core";
import { defineJob, type JobDefinition, type StandardSchema } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "./client.ts";

const email = defineJob("email", z.object({ to: z.string(), at: z.coerce.number().optional() }));
const sms = defineJob("sms", v.object({ to: v.string(), text: v.optional(v.string(), "hi") }));
const cleanup = defineJob("cleanup", z.undefined());

let store: MemoryStore;
let client: Client;

beforeEach(() => {
  store = new MemoryStore();
  client = new Client({ store });
});

afterEach(async () => {
  await client.close();
  await store.close();
});

async function stored(): Promise<number> {
  return (await store.list({})).jobs.length;
}

function refusal(field: string, why: string) {
  return {
    name: "MillraceError",
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(`cannot enqueue: ${field} `),
    violations: [{ field, description: expect.stringContaining(why) }],
  };
}

describe("a job of a definition", () => {
  test("is enqueued under its type, with the payload that was given", async () => {
    const { job } = await client.enqueue(email, { to: "ada", at: "7" }, { priority: 9 });
    expect(job).toMatchObject({ type: "email", priority: 9 });
    // The worker's schema makes of it what it makes of it.
    expect(job.json()).toEqual({ to: "ada", at: "7" });
    const other = await client.enqueue(sms, { to: "ada" });
    expect(other.job.json()).toEqual({ to: "ada" });
  });

  test("may have no payload", async () => {
    const { job } = await client.enqueue(cleanup, undefined);
    expect(job.payload).toHaveLength(0);
  });

  test("is refused by zod and by valibot when its payload does not fit", async () => {
    // @ts-expect-error to is a text
    const byZod = client.enqueue(email, { to: 5 });
    await expect(byZod).rejects.toMatchObject(refusal("payload.to", "expected string"));
    // @ts-expect-error there is no to
    const byValibot = client.enqueue(sms, {});
    await expect(byValibot).rejects.toMatchObject(refusal("payload.to", "to"));
    expect(await stored()).toBe(0);
  });

  test("is checked as its worker will read it", async () => {
    const report = defineJob("report", z.object({ day: z.date() }));
    const enqueued = client.enqueue(report, { day: new Date(0) });
    await expect(enqueued).rejects.toMatchObject(refusal("payload.day", "expected date"));
  });

  test.each([
    ["bytes that are no JSON", new TextEncoder().encode("{")],
    ["what JSON would lose", { to: new Map() }],
  ])("refuses %s", async (_, payload) => {
    await expect(client.enqueue(email, payload as never)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [expect.anything()],
    });
    expect(await stored()).toBe(0);
  });

  test("whose schema throws is refused with the reason", async () => {
    const failing = (validate: () => never | Promise<never>): StandardSchema<number> => ({
      "~standard": { version: 1, vendor: "test", validate },
    });
    const why = refusal("payload", "cannot be checked by its schema: no rules");
    const atOnce = failing(() => {
      throw new Error("no rules");
    });
    await expect(client.enqueue(defineJob("a", atOnce), 1)).rejects.toMatchObject(why);
    const late = failing(() => Promise.reject(new Error("no rules")));
    await expect(client.enqueue(defineJob("a", late), 1)).rejects.toMatchObject(why);
  });

  test("waits for a schema that takes its time", async () => {
    const even = defineJob(
      "even",
      z.number().refine(async (n) => n % 2 === 0, "must be even"),
    );
    await expect(client.enqueue(even, 1)).rejects.toMatchObject(refusal("payload", "must be even"));
    expect((await client.enqueue(even, 2)).job.json()).toBe(2);
  });
});

describe("many jobs of definitions", () => {
  test("are typed, and refused one by one", async () => {
    // @ts-expect-error to is a text
    const results = await client.enqueueMany([
      { type: email, payload: { to: "ada" } },
      { type: email, payload: { to: "bob" }, delay: "1h" },
      { type: email, payload: { to: 7 } },
    ]);
    expect(results).toMatchObject([
      { job: { type: "email", status: "PENDING" } },
      { job: { type: "email", status: "SCHEDULED" } },
      { error: refusal("payload.to", "expected string") },
    ]);
  });

  test("may stand beside jobs of types", async () => {
    const jobs: NewJob<string | JobDefinition>[] = [
      { type: email, payload: { to: "ada" } },
      { type: "plain", payload: 5 },
    ];
    const results = await client.enqueueMany(jobs);
    expect(results).toMatchObject([{ job: { type: "email" } }, { job: { type: "plain" } }]);
  });
});
