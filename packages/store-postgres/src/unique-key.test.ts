import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();
let store: PostgresStore;
beforeAll(() => {
  store = new PostgresStore(url, { schema: schema.name });
});
afterAll(() => store.close());

test("a hold is judged by the time at which the new job is created, though it has ended since", async () => {
  const ttlMs = 1;
  const [result] = await store.enqueue([{ type: "t", unique: { key: "k", ttlMs } }]);
  const job = result && "job" in result ? result.job : expect.unreachable();
  await expect
    .poll(async () => {
      const { rows } = await schema.client.query(`SELECT ${schema.of("now_ms")}() AS now`);
      return Number(rows[0].now);
    })
    .toBeGreaterThan(job.createdAt + ttlMs);
  const key = Buffer.from("k");
  const claimAt = async (now: number) => {
    const text = `SELECT ${schema.of("claim_unique_key")}('t', $1, $2, NULL, 'new', '{}', false) AS holder`;
    const { rows } = await schema.client.query(text, [key, now]);
    return rows[0].holder;
  };
  expect(await claimAt(job.createdAt)).toBe(job.id);
  expect(await claimAt(job.createdAt + ttlMs)).toBeNull();
});
