import type { EnqueueRequest, EnqueueResult, ErrorCode, Outcome } from "@millrace/core";
import { MillraceError } from "@millrace/core";
import { Bench, TYPE } from "@millrace/store-conformance";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

// A trigger of the operator's, which refuses what its table of codes says, by the SQLSTATE there.
const schema = testSchema();
let store: PostgresStore;
let bench: Bench;

beforeAll(async () => {
  await schema.client.query(`
    CREATE TABLE ${schema.of("refused")} (payload bytea PRIMARY KEY, code text, at text);
    CREATE FUNCTION ${schema.of("refuse")}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      v_row record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      v_code text;
    BEGIN
      SELECT r.code INTO v_code FROM ${schema.of("refused")} r
      WHERE r.payload = v_row.payload AND r.at = TG_OP;
      IF FOUND THEN
        RAISE EXCEPTION 'this one is refused' USING ERRCODE = v_code;
      END IF;
      RETURN v_row;
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON ${schema.of("jobs")}
    FOR EACH ROW EXECUTE FUNCTION ${schema.of("refuse")}()`);
});

afterAll(() => schema.client.query(`DROP TRIGGER refuse ON ${schema.of("jobs")}`));

beforeEach(async () => {
  await schema.client.query(`DELETE FROM ${schema.of("refused")}`);
  await schema.empty();
  store = new PostgresStore(url, { schema: schema.name });
  bench = new Bench({ store, source: store, close: () => store.close() });
});

afterEach(() => store.close());

const payload = (name: string) => new Uint8Array(Buffer.from(name));

const refuse = async (name: string, at: "INSERT" | "UPDATE" | "DELETE", code = "P0001") => {
  const text = `INSERT INTO ${schema.of("refused")} VALUES ($1, $2, $3)`;
  await schema.client.query(text, [Buffer.from(name), code, at]);
};

const requests = (names: readonly string[], isKeyed = false): EnqueueRequest[] =>
  names.map((name) => ({
    type: TYPE,
    payload: payload(name),
    ...(isKeyed && { idempotencyKey: name }),
  }));

const leaseAll = async (count: number) => {
  const leases = await bench.lease({ maxJobs: count });
  expect(leases).toHaveLength(count);
  return leases.map(({ job, token }) => ({ jobId: job.id, token }));
};

const NAMES = Array.from({ length: 9 }, (_, i) => (i === 4 ? "poison" : `sound-${i}`));
const isPoison = (i: number) => NAMES[i] === "poison";

/** What becomes of an item, by the SQLSTATE with which Postgres refuses it. */
const CODES: readonly (readonly [string, ErrorCode])[] = [
  ["22021", "INVALID_ARGUMENT"],
  ["22P05", "INVALID_ARGUMENT"],
  ["22003", "INVALID_ARGUMENT"],
  ["54000", "RESOURCE_EXHAUSTED"],
  ["23514", "INTERNAL"],
  ["P0001", "INTERNAL"],
  ["XX000", "INTERNAL"],
  ["XX001", "DATA_LOSS"],
];

describe.each([
  ["without keys", false],
  ["with keys", true],
])("an enqueue %s of one that Postgres refuses", (_, isKeyed) => {
  test.each(CODES)("by %s leaves the others of its batch alone", async (state, code) => {
    await refuse("poison", "INSERT", state);
    const calls = requests(NAMES, isKeyed).map((request) => store.enqueue([request]));
    const results = (await Promise.all(calls)).flat();
    results.forEach((result: EnqueueResult, i) => {
      if (!isPoison(i)) expect(result).toMatchObject({ created: true });
      else expect(result).toMatchObject({ error: { name: "MillraceError", code } });
    });
    expect((await store.list({ type: TYPE })).jobs).toHaveLength(NAMES.length - 1);
  });
});

describe("a settlement that Postgres refuses leaves the others of its call alone", () => {
  const OUTCOMES: readonly (readonly [string, Outcome, "DELETE" | "UPDATE"])[] = [
    ["completed", { kind: "completed" }, "DELETE"],
    ["failed for good", { kind: "failed", message: "no", permanent: true }, "DELETE"],
    ["failed", { kind: "failed", message: "no" }, "UPDATE"],
    ["snoozed", { kind: "snoozed", delayMs: 1_000 }, "UPDATE"],
    ["released", { kind: "released", started: true }, "UPDATE"],
  ];

  test.each(OUTCOMES)("when they %s", async (_, outcome, at) => {
    await store.enqueue(requests(NAMES));
    const leases = await leaseAll(NAMES.length);
    await refuse("poison", at);
    const settlements = leases.map((lease) => ({ ...lease, outcome }));
    const results = await store.settle(settlements);
    results.forEach((result, i) => {
      if (!isPoison(i)) expect(result).toMatchObject({ status: expect.any(String) });
      else expect(result).toMatchObject({ error: { name: "MillraceError", code: "INTERNAL" } });
    });
    // It keeps its lease, and what refused it may go away.
    await schema.client.query(`DELETE FROM ${schema.of("refused")}`);
    const again = settlements.filter((_, i) => isPoison(i));
    expect(await store.settle(again)).toMatchObject([{ status: expect.any(String) }]);
  });
});

test("an extension that Postgres refuses leaves the others of its call alone", async () => {
  await store.enqueue(requests(NAMES));
  const leases = await leaseAll(NAMES.length);
  await refuse("poison", "UPDATE");
  expect(await store.extend(leases, 60_000)).toEqual(
    NAMES.map((_, i) => (isPoison(i) ? "NOT_EXTENDED" : "OK")),
  );
  const alone = leases.filter((_, i) => isPoison(i));
  await expect(store.extend(alone, 60_000)).rejects.toBeInstanceOf(MillraceError);
});

test("a lease that cannot be rescued leaves the others alone", async () => {
  await store.enqueue(requests(NAMES));
  await bench.lease({ maxJobs: NAMES.length, leaseMs: 10 });
  await refuse("poison", "UPDATE");
  await expect
    .poll(async () => {
      await store.maintain();
      return (await store.list({ type: TYPE, statuses: ["RUNNING"] })).jobs.length;
    })
    .toBe(1);
});

/** A call whose one job is refused with this SQLSTATE, as what it rejects with or answers. */
const outcomeOf = async (to: PostgresStore, state: string) => {
  await refuse("poison", "INSERT", state);
  const [result] = await to
    .enqueue(requests(["poison"]))
    .catch((error: unknown) => [{ error }] as const);
  return result !== undefined && "error" in result ? result.error : undefined;
};

test.each([
  ["40001", "UNAVAILABLE"],
  ["40P01", "UNAVAILABLE"],
  ["55P03", "UNAVAILABLE"],
  ["53100", "UNAVAILABLE"],
  ["57014", "UNAVAILABLE"],
  ["57P01", "UNAVAILABLE"],
  ["25006", "UNAVAILABLE"],
  ["42501", "UNAVAILABLE"],
  ["42883", "UNAVAILABLE"],
  ["42P01", "UNAVAILABLE"],
  ["3F000", "UNAVAILABLE"],
  ["08006", "UNAVAILABLE"],
  ["42601", "INTERNAL"],
  ["0A000", "INTERNAL"],
  ["99999", "INTERNAL"],
])("SQLSTATE %s leaves the store as a MillraceError, %s", async (state, code) => {
  const impatient = new PostgresStore(url, { schema: schema.name, timeoutMs: 500 });
  await impatient.ready();
  const error = await outcomeOf(impatient, state);
  expect(error).toBeInstanceOf(MillraceError);
  expect(error).toMatchObject({ code });
  await impatient.close();
});
