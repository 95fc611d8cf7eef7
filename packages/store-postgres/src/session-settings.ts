import { sqlState } from "./postgres-fault.ts";
import type { Statement } from "./statement.ts";

/**
 * The settings of a session of the store, whatever a role, a database, a URL or the environment set. They
 * keep settings that are meant for others, such as a short time-out, from slowing the store down.
 * Correctness does not depend on them, because a pooler may not allow them.
 *
 * Not here: `default_transaction_read_only`, which hosts set when a disk is full, and
 * `synchronous_commit`, which is for the operator to choose.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  bytea_output: "hex",
  DateStyle: "ISO",
  IntervalStyle: "postgres",
  TimeZone: "UTC",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  transform_null_equals: "off",
  array_nulls: "on",
  search_path: "pg_catalog",
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  idle_session_timeout: "0",
  client_min_messages: "warning",
  exit_on_error: "off",
  check_function_bodies: "on",
  jit: "off",
  enable_indexscan: "on",
  enable_indexonlyscan: "on",
  enable_nestloop: "on",
  enable_sort: "on",
  plan_cache_mode: "auto",
};

/** Since Postgres 17; an older one refuses a session that names it. */
const TRANSACTION_TIMEOUT = 170_000;
const NEWER = { transaction_timeout: "0" };

/**
 * How poolers and proxies refuse a session with settings that they cannot keep: as a breach of the
 * protocol, as not supported, unknown, not allowed, or not now.
 */
const REFUSALS = ["08P01", "0A000", "42704", "42501", "22023", "55P02"];

/** The settings with which the sessions of one store begin. */
export class SessionSettings {
  /** What the URL, or else the environment, asks of a session. */
  readonly own: string;
  #version = 0;
  #refused = false;

  constructor(own: string = process.env["PGOPTIONS"] ?? "") {
    this.own = own;
  }

  /** For the parameter `options` of the start of a session; of two values the last one counts. */
  get options(): string {
    if (this.#refused) return this.own;
    const settings = Object.entries(SETTINGS);
    if (this.#version >= TRANSACTION_TIMEOUT) settings.push(...Object.entries(NEWER));
    const options = settings.map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`);
    return [this.own, ...options].filter((option) => option !== "").join(" ");
  }

  /** Takes note of the version of the server, as a number: 140011 for 14.11. */
  learnVersion(version: number): void {
    this.#version = version;
  }

  /** Whether a session that began with them and failed with `error` may begin without them. */
  mayBeRefused(error: unknown): boolean {
    return !this.#refused && REFUSALS.includes(sqlState(error) ?? "");
  }

  /** Sessions begin without them from now on. */
  drop(): void {
    this.#refused = true;
  }
}

/** Makes the settings those of the transaction in which it is sent, whatever the session has. */
export function transactionSettings(): Statement {
  const settings = { ...SETTINGS, ...NEWER };
  return {
    text: `SELECT set_config(s.name, w.value, true)
      FROM unnest($1::text[], $2::text[]) w (name, value) JOIN pg_settings s USING (name)`,
    values: [Object.keys(settings), Object.values(settings)],
  };
}
