import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { type TestSchema, url } from "./test-schema.ts";

/** Settings that change how a session reads, writes and plans. */
const CONFUSING: Readonly<Record<string, string>> = {
  bytea_output: "escape",
  DateStyle: "German",
  IntervalStyle: "sql_standard",
  TimeZone: "Pacific/Chatham",
  extra_float_digits: "-15",
  client_encoding: "LATIN1",
  standard_conforming_strings: "off",
  transform_null_equals: "on",
  array_nulls: "off",
  default_transaction_isolation: "serializable",
  default_transaction_deferrable: "on",
  session_replication_role: "replica",
  row_security: "off",
  xmloption: "document",
  check_function_bodies: "off",
  jit: "on",
  jit_above_cost: "0",
  enable_indexscan: "off",
  enable_indexonlyscan: "off",
  enable_nestloop: "off",
  enable_sort: "off",
  plan_cache_mode: "force_custom_plan",
  "plpgsql.extra_errors": "all",
  "plpgsql.variable_conflict": "use_variable",
  client_min_messages: "debug1",
};

/** Settings that end statements and sessions before their time. */
const DEADLY: Readonly<Record<string, string>> = {
  statement_timeout: "1ms",
  lock_timeout: "1ms",
  idle_in_transaction_session_timeout: "1ms",
  idle_session_timeout: "20ms",
  exit_on_error: "on",
};

/** Functions that stand in the way of Postgres' own where `search_path` names their schema first. */
const DECOYS = [
  "octet_length(bytea) RETURNS integer LANGUAGE sql AS 'SELECT 1000000000'",
  "cardinality(anyarray) RETURNS integer LANGUAGE sql AS 'SELECT 0'",
  "clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(0)'",
  "floor(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 0.0'",
  "nextval(regclass) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
];

/** A role with every hostile setting, for the tests of this file. */
export interface HostileRole {
  readonly name: string;
  /** The URL by which it connects. */
  readonly url: string;
}

/** `isDeadly` adds the settings without which no session can do anything at all. */
export function hostileRole({ client }: TestSchema, isDeadly: boolean): HostileRole {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const target = new URL(url);
  target.username = name;
  target.password = "secret";
  beforeAll(async () => {
    await client.query(`CREATE ROLE ${name} LOGIN SUPERUSER PASSWORD 'secret'`);
    await client.query(`CREATE SCHEMA ${name}`);
    for (const decoy of DECOYS) await client.query(`CREATE FUNCTION ${name}.${decoy}`);
    const settings = Object.entries(isDeadly ? { ...CONFUSING, ...DEADLY } : CONFUSING);
    for (const [setting, value] of settings) {
      await client.query(`ALTER ROLE ${name} SET ${setting} = '${value}'`);
    }
    await client.query(`ALTER ROLE ${name} SET search_path = ${name}, pg_catalog`);
  });
  afterAll(async () => {
    await client.query(
      `DROP OWNED BY ${name} CASCADE; DROP SCHEMA ${name} CASCADE; DROP ROLE ${name}`,
    );
  });
  return { name, url: target.href };
}
