import { INERT_FIELDS } from "@millrace/core";
import { Bench, TYPE } from "@millrace/store-conformance";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();
let bench: Bench;

beforeEach(async () => {
  await schema.empty();
  const store = new PostgresStore(url, { schema: schema.name });
  bench = new Bench({ store, source: store, close: () => store.close() });
});
afterEach(() => bench.harness.close());

/** What someone may have written into a column that Postgres itself lets stand. */
const DAMAGES = [
  ["backoff", '"soon"', "backoff"],
  ["backoff", '{"initialMs": 1}', "backoff"],
  ["inert", "[1]", INERT_FIELDS.join(", ")],
  ["inert", '{"metadata": [1]}', "metadata"],
  ["inert", '{"metadata": {"a": 1}}', "metadata"],
  ["inert", '{"timeoutMs": "soon"}', "timeoutMs"],
  ["errors", "{}", "errors"],
  ["errors", "[{}]", "errors"],
  ["cancel_reason", "7", "cancel_reason"],
] as const;

describe("a pending job", () => {
  test.each(DAMAGES)(
    "whose %s is %s is buried, and the next one is leased",
    async (column, value, named) => {
      const broken = await bench.enqueue();
      const sound = await bench.enqueue();
      const text = `UPDATE ${schema.of("jobs")} SET ${column} = $1 WHERE id = $2`;
      await schema.client.query(text, [value, broken.id]);
      await expect(bench.store.get(broken.id)).rejects.toMatchObject({ code: "DATA_LOSS" });
      await expect(bench.store.cancel(broken.id)).rejects.toMatchObject({
        code: "DATA_LOSS",
        message: expect.stringContaining(`its ${named} cannot be read`),
      });

      expect((await bench.lease({ maxJobs: 5 })).map(({ job }) => job.id)).toEqual([sound.id]);

      const job = await bench.store.get(broken.id);
      expect(job).toMatchObject({ type: TYPE, status: "FAILED" });
      expect(job.errors.at(-1)?.message).toBe(
        `the stored job is corrupt: its ${named} cannot be read`,
      );
      const failed = await bench.store.list({ type: TYPE, statuses: ["FAILED"] });
      expect(failed.jobs.map(({ id }) => id)).toEqual([broken.id]);
    },
  );
});

test.each([
  ["status", "LOST"],
  ["status", "RUNNING"],
])("Postgres itself refuses a %s of %s without the rest", async (column, value) => {
  const { id } = await bench.enqueue();
  const text = `UPDATE ${schema.of("jobs")} SET ${column} = $1 WHERE id = $2`;
  await expect(schema.client.query(text, [value, id])).rejects.toMatchObject({ code: "23514" });
});
