import {
  type FieldKind,
  type FieldWriter,
  JOB_FIELD_NAMES,
  JOB_FIELDS,
  type Job,
  type JobField,
  type JobViewKind,
  PREVIEW_BYTES,
} from "@millrace/core";

/** What a column holds: a field of the job, all of the inert ones, or what only the store knows. */
export type ColumnKey = keyof Job | "inert" | "uniqueHold" | "token" | "place" | "awaited" | "aged";

/** A column of the tables that hold jobs. */
export interface Column {
  readonly key: ColumnKey;
  readonly name: string;
  readonly type: string;
  /** The table that has it alone; most are in both. */
  readonly table?: "jobs" | "finished";
  readonly writtenBy: FieldWriter;
}

/** What a blocked job waits for; stands in a table of its own. */
const WAITS_FOR = { key: "waitsFor", name: "waits_for", type: "json" } as const;

const TYPES: { readonly [Kind in FieldKind]: string } = {
  text: "text",
  bytes: "bytea",
  boolean: "boolean",
  number: "bigint",
  time: "bigint",
  choice: "text",
  labels: "json",
  object: "json",
};

/**
 * The fields whose columns are not as their kind says. Text that people choose is kept as JSON or bytes,
 * because `text` cannot hold the character U+0000.
 */
const SPECIAL: { readonly [Field in keyof Job]?: Partial<Column> } = {
  priority: { type: "smallint" },
  attempt: { type: "integer" },
  maxAttempts: { type: "integer" },
  delivery: { name: "at_most_once", type: "boolean" },
  idempotencyKey: { type: "bytea" },
  uniqueKey: { type: "bytea" },
  concurrencyKey: { type: "bytea" },
  workerId: { name: "worker", type: "json" },
  cancelReason: { type: "json" },
  leaseExpiresAt: { table: "jobs" },
  expiresAt: { table: "finished" },
  result: { table: "finished" },
};

/** When a job has finished is when it was changed last; what it waits for stands elsewhere. */
const WITHOUT_COLUMN: ReadonlySet<keyof Job> = new Set(["finishedAt", WAITS_FOR.key]);

/** Every column of both tables; no others are written anywhere. */
export const COLUMNS: readonly Column[] = [
  ...JOB_FIELD_NAMES.filter((field) => !isInert(field) && !WITHOUT_COLUMN.has(field)).map(columnOf),
  { key: "inert", name: "inert", type: "json", writtenBy: "spec" },
  { key: "uniqueHold", name: "unique_hold", type: "text", writtenBy: "spec" },
  { key: "token", name: "token", type: "bigint", writtenBy: "lease" },
  { key: "place", name: "place", type: "bigint", writtenBy: "move" },
  { key: "awaited", name: "awaited", type: "boolean", table: "jobs", writtenBy: "move" },
  { key: "aged", name: "aged", type: "bigint", table: "jobs", writtenBy: "move" },
];

function isInert(field: keyof Job): boolean {
  return (JOB_FIELDS[field] as JobField).inert === true;
}

function columnOf(field: keyof Job): Column {
  const { kind, writtenBy } = JOB_FIELDS[field];
  const name = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { key: field, name, type: TYPES[kind], writtenBy, ...SPECIAL[field] };
}

export function nameOf(key: ColumnKey): string {
  return COLUMNS.find((column) => column.key === key)?.name ?? key;
}

/** Those that both tables have. */
const SHARED = COLUMNS.filter(({ table }) => table === undefined);

/** What a call of `lease_jobs` knows without an answer, or does not want to know. */
const KNOWN_TO_LEASE: ReadonlySet<ColumnKey> = new Set([
  "uniqueHold",
  "status",
  "updatedAt",
  "startedAt",
  "workerId",
  "progress",
  "log",
  "place",
]);

/** What any end of a job changes. */
const CHANGED_BY_END: ReadonlySet<ColumnKey> = new Set(["status", "sequence", "updatedAt"]);

/** The lists of columns that the SQL is filled with. */
export const COLUMN_LISTS = {
  /** Written once and for all. */
  specColumns: SHARED.filter(({ writtenBy }) => writtenBy === "spec"),
  /** Written by changes that are worked out by core. */
  changedColumns: SHARED.filter(({ key, writtenBy }) => writtenBy !== "spec" && key !== "place"),
  /** What a job keeps that completes; its start deadline ends with its attempt. */
  keptColumns: SHARED.filter(({ key }) => !CHANGED_BY_END.has(key) && key !== "startBy"),
  /** What a job keeps that is cancelled because it waits in vain. */
  uncancelledColumns: SHARED.filter(
    ({ key }) => !CHANGED_BY_END.has(key) && key !== "cancelReason",
  ),
  leasedColumns: SHARED.filter(({ key }) => !KNOWN_TO_LEASE.has(key)),
} as const satisfies Readonly<Record<string, readonly Column[]>>;

/** What a job is read from, the columns of a leased one first. */
const READ: readonly Column[] = [
  ...COLUMN_LISTS.leasedColumns,
  ...COLUMNS.filter((column) => !COLUMN_LISTS.leasedColumns.includes(column)),
];

/**
 * The columns of a table, `NULL` for those of the other, in the order of {@link AT}; the last one is made.
 * `schema` is the schema's name, quoted.
 */
export function selectedFrom(table: "jobs" | "finished", schema: string): string {
  return [...READ.map((column) => selected(column, table)), waitsFor(table, schema)].join(", ");
}

function waitsFor(table: "jobs" | "finished", schema: string): string {
  const { name, type } = WAITS_FOR;
  if (table === "finished") return `NULL::${type} AS ${name}`;
  return `CASE WHEN status = 'BLOCKED' THEN ${schema}.waits_of(id) END AS ${name}`;
}

/**
 * The same by a view: by `BASIC` only the beginning of the payload, no result and no log, and behind the others,
 * see {@link SIZES_AT}, how many bytes each of both has, for which neither is read whole.
 */
export function selectedByView(
  table: "jobs" | "finished",
  view: JobViewKind,
  schema: string,
): string {
  if (view === "FULL") return selectedFrom(table, schema);
  const basic = READ.map((column) => {
    if (column.key === "payload") return `substring(payload FOR ${PREVIEW_BYTES}) AS payload`;
    if (column.key === "log") return "NULL::json AS log";
    return column.key === "result" ? "NULL::bytea AS result" : selected(column, table);
  });
  const result = table === "finished" ? "result" : "NULL::bytea";
  const sizes = ["octet_length(payload)", `octet_length(${result})`];
  return [...basic, waitsFor(table, schema), ...sizes].join(", ");
}

function selected({ name, type, table: only }: Column, table: "jobs" | "finished"): string {
  return only === undefined || only === table ? name : `NULL::${type} AS ${name}`;
}

/** Where a row has each column. */
export const AT = Object.fromEntries(
  [...READ, WAITS_FOR].map(({ key }, i) => [key, i]),
) as Readonly<Record<ColumnKey, number>>;

/** Where a row by the view `BASIC` has the sizes. */
export const SIZES_AT = { payload: READ.length + 1, result: READ.length + 2 } as const;

/** How many columns a row has that is read from a table, and how many a leased one has. */
export const READ_COLUMNS: number = READ.length + 1;
export const LEASED_COLUMNS: number = COLUMN_LISTS.leasedColumns.length;
