import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineJob, fitPayload } from "./define-job.ts";
import type { StandardSchema, StandardSchemaResult } from "./standard-schema.ts";

describe("a definition", () => {
  test("has its type and its schema", () => {
    const schema = z.string();
    expect(defineJob("email", schema)).toEqual({ type: "email", schema });
  });

  test.each<[string, () => unknown]>([
    ["type", () => defineJob("e mail", z.string())],
    ["schema", () => defineJob("email", { parse: () => {} } as never)],
    ["schema", () => defineJob("email", undefined as never)],
  ])("of no %s is refused", (field, define) => {
    expect(define).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        violations: [{ field, description: expect.any(String) }],
      }),
    );
  });

  test("knows what goes into its schema, and what comes out", () => {
    const job = defineJob("email", z.object({ at: z.string().transform((text) => text.length) }));
    type Types = NonNullable<(typeof job)["schema"]["~standard"]["types"]>;
    const input: Types["input"] = { at: "now" };
    const output: Types["output"] = { at: 3 };
    expect(fitPayload(job, input, "cannot enqueue")).toEqual({ value: output });
  });
});

describe("a payload", () => {
  const zodJob = defineJob("email", z.object({ to: z.array(z.string()) }));
  const valibotJob = defineJob("email", v.object({ to: v.array(v.string()) }));

  test.each([
    ["zod", zodJob],
    ["valibot", valibotJob],
  ])("that does not fit is refused by %s with the path of each issue", (_, job) => {
    expect(fitPayload(job, { to: ["a", 5] }, "cannot enqueue")).toEqual({
      error: expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining("cannot enqueue: payload.to[1] does not fit the schema: "),
        violations: [{ field: "payload.to[1]", description: expect.stringContaining("string") }],
      }),
    });
  });

  function jobOf(answer: () => unknown) {
    const schema = { "~standard": { version: 1, vendor: "test", validate: answer } };
    return defineJob("email", schema as StandardSchema<number>);
  }
  const misfit: StandardSchemaResult<number> = { issues: [] };

  test("is refused also without any issue", () => {
    expect(
      fitPayload(
        jobOf(() => misfit),
        1,
        "cannot enqueue",
      ),
    ).toMatchObject({
      error: { message: "cannot enqueue: payload does not fit the schema" },
    });
  });

  test("is waited for where the schema takes its time", async () => {
    const fitted = fitPayload(
      jobOf(async () => ({ value: 7 })),
      1,
      "cannot enqueue",
    );
    expect(fitted).toBeInstanceOf(Promise);
    expect(await fitted).toEqual({ value: 7 });
    expect(
      await fitPayload(
        jobOf(async () => misfit),
        1,
        "cannot enqueue",
      ),
    ).toHaveProperty("error");
  });
});
