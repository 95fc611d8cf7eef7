import { LEASE_BYTES } from "@millrace/core";
import { Bench } from "@millrace/store-conformance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();
/** Two of them reach what a lease may have. */
const HALF = new Uint8Array(LEASE_BYTES / 2);
const TYPES = ["first", "second"];
let bench: Bench;

beforeEach(async () => {
  await schema.empty();
  const limits = { payloadBytes: 2 * LEASE_BYTES };
  const store = new PostgresStore(url, { schema: schema.name, limits });
  bench = new Bench({ store, source: store, close: () => store.close() });
});
afterEach(() => bench.harness.close());

const payloadsOf = async (types: string[]) => {
  const leases = await bench.lease({ types, maxJobs: 10 });
  return leases.map(({ job }) => [job.type, job.payload.length]);
};

test("the payloads of all types of a lease count together", async () => {
  await bench.enqueue({ type: "second" });
  await bench.enqueue({ type: "first", payload: HALF });
  await bench.enqueue({ type: "second", payload: HALF });
  const left = await bench.enqueue({ type: "second" });
  expect(await payloadsOf(TYPES)).toEqual([
    ["first", HALF.length],
    ["second", 0],
    ["second", HALF.length],
  ]);
  expect(await bench.store.get(left.id)).toEqual(left);
  expect(await payloadsOf(TYPES)).toEqual([["second", 0]]);
});

test("a payload that is larger than a lease may have comes alone", async () => {
  for (let i = 0; i < 2; i++) {
    await bench.enqueue({ type: "first", payload: new Uint8Array(LEASE_BYTES + 1) });
  }
  expect(await payloadsOf(TYPES)).toEqual([["first", LEASE_BYTES + 1]]);
  expect(await payloadsOf(TYPES)).toEqual([["first", LEASE_BYTES + 1]]);
});

test("a lease whose client still reads its answer does not keep others from the rest", async () => {
  for (let i = 0; i < 4; i++) await bench.enqueue({ type: "first", payload: HALF });
  await schema.client.query("BEGIN");
  const lease = `SELECT id FROM ${schema.of("lease_jobs")}($1, 10, $2, 60000, '"w"') WHERE id IS NOT NULL`;
  const { rows } = await schema.client.query(lease, [TYPES, LEASE_BYTES]);
  expect(rows).toHaveLength(2);
  expect(await payloadsOf(TYPES)).toHaveLength(2);
  await schema.client.query("COMMIT");
});
