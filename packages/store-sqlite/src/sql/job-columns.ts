import {
  type FieldWriter,
  INERT_FIELDS,
  JOB_FIELD_NAMES,
  JOB_FIELDS,
  JOB_STATUSES,
  type Job,
  type JobStatus,
  type JobViewKind,
  PREVIEW_BYTES,
} from "@millrace/core";

/** The fields of a job for which `rank` stands, in the statuses that have them. */
type RankField = "leaseExpiresAt" | "expiresAt";
const RANK_FIELDS: ReadonlySet<keyof Job> = new Set<RankField>(["leaseExpiresAt", "expiresAt"]);

/** What only the store knows of a job. */
type OwnColumn =
  | "number"
  | "rank"
  | "turn"
  | "token"
  | "fingerprint"
  | "inert"
  | "uniqueHold"
  | "keyHeldUntil"
  | "awaited";

/** What a column holds: a field of the job, all of the inert ones, or what only the store knows. */
export type ColumnKey = Exclude<keyof Job, RankField | (typeof INERT_FIELDS)[number]> | OwnColumn;

/** A column of `jobs`, which `schema.ts` describes. */
export interface JobColumn {
  readonly key: ColumnKey;
  readonly name: string;
  readonly writtenBy: FieldWriter;
  readonly isJson: boolean;
}

const OWN: { readonly [Key in OwnColumn]: FieldWriter } = {
  number: "spec",
  rank: "move",
  turn: "move",
  token: "lease",
  fingerprint: "spec",
  inert: "spec",
  uniqueHold: "spec",
  // Not by the moves themselves: see `unique-keys.ts`.
  keyHeldUntil: "spec",
  awaited: "spec",
};

/** Every column, in the order in which rows are read. */
export const COLUMNS: readonly JobColumn[] = [
  ...Object.entries(OWN).map(([name, writtenBy]) => ({
    key: name as OwnColumn,
    name: nameOf(name as OwnColumn),
    writtenBy,
    isJson: name === "inert",
  })),
  ...JOB_FIELD_NAMES.filter(hasColumn).map((field) => ({
    key: field,
    name: nameOf(field),
    writtenBy: JOB_FIELDS[field].writtenBy,
    isJson: JOB_FIELDS[field].kind === "object",
  })),
];

function hasColumn(field: keyof Job): field is ColumnKey & keyof Job {
  return !RANK_FIELDS.has(field) && !(INERT_FIELDS as readonly string[]).includes(field);
}

/** The name of a column. */
export function nameOf(field: keyof Job | OwnColumn): string {
  if (field === "delivery") return "at_most_once";
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The columns that a move may write. */
export const MOVED_COLUMNS: readonly JobColumn[] = COLUMNS.filter(
  ({ writtenBy }) => writtenBy !== "spec",
);

/** What an update may write besides. */
const UPDATED: ReadonlySet<ColumnKey> = new Set<ColumnKey>(["priority", "payload", "inert"]);

/** What no request can give a job that is there. */
const FIXED: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  "number",
  "id",
  "type",
  "createdAt",
  "fingerprint",
  "idempotencyKey",
  "concurrencyKey",
  "uniqueKey",
  "uniqueHold",
  "keyHeldUntil",
  "groupId",
]);

/** The columns that a request may write which replaces a job. */
export const REPLACED_COLUMNS: readonly JobColumn[] = COLUMNS.filter(({ key }) => !FIXED.has(key));

/** The columns of a job that comes from another store: all but the one that the file gives. */
export const RESTORED_COLUMNS: readonly JobColumn[] = COLUMNS.filter(({ key }) => key !== "number");

/** The columns that an update may write. */
export const UPDATED_COLUMNS: readonly JobColumn[] = COLUMNS.filter(
  ({ key, writtenBy }) => writtenBy !== "spec" || UPDATED.has(key),
);

/** The columns that may hold what cannot be read, and that a job can do without. */
export const JSON_COLUMNS: readonly JobColumn[] = COLUMNS.filter(({ isJson }) => isJson);

/** Every column by name. */
export const JOB_COLUMNS: string = namesOf(COLUMNS);

/** The beginning of a payload, of whichever table has it. */
export const PAYLOAD_PREVIEW: string = `substr(payload, 1, ${PREVIEW_BYTES})`;

/** What stands by the view `BASIC` for a column that can be large. */
const BASIC_FORM: { readonly [Key in ColumnKey]?: string } = {
  payload: PAYLOAD_PREVIEW,
  result: "NULL",
  log: "NULL",
};

/** What is selected for a job by each view: by `BASIC` only the sizes of what can be large, behind. */
export const VIEW_COLUMNS: { readonly [View in JobViewKind]: string } = {
  FULL: JOB_COLUMNS,
  BASIC: `${COLUMNS.map(({ key, name }) => BASIC_FORM[key] ?? name).join(", ")}, length(payload), length(result)`,
};

/** Every column but the payload, which stands as NULL: reading it would copy it. */
export const COLUMNS_BUT_PAYLOAD: string = COLUMNS.map(({ key, name }) =>
  key === "payload" ? "NULL" : name,
).join(", ");

/** A row of {@link VIEW_COLUMNS} or {@link COLUMNS_BUT_PAYLOAD}, read by {@link AT}. */
export type JobRow = readonly unknown[];

/** Where a row by the view `BASIC` has the sizes; that of a large payload stands elsewhere. */
export const SIZES_AT = { payload: COLUMNS.length, result: COLUMNS.length + 1 } as const;

/** Where a row has each column. */
export const AT = Object.fromEntries(COLUMNS.map(({ key }, i) => [key, i])) as Readonly<
  Record<ColumnKey, number>
>;

export function namesOf(columns: readonly JobColumn[]): string {
  return columns.map(({ name }) => name).join(", ");
}

/** What the column `status` holds. */
export const STATUS_CODES: { readonly [Status in JobStatus]: number } = {
  SCHEDULED: 0,
  PENDING: 1,
  RUNNING: 2,
  RETRYING: 3,
  COMPLETED: 4,
  FAILED: 5,
  CANCELLED: 6,
  BLOCKED: 7,
};

/** Stands for `PENDING` in the column `status` of a job that has a concurrency key. */
export const KEYED_PENDING = 8;

const STATUSES = new Map<number, JobStatus>([
  ...JOB_STATUSES.map((status) => [STATUS_CODES[status], status] as const),
  [KEYED_PENDING, "PENDING"],
]);

/** What the column `status` holds of a job. */
export function statusCode({ status, concurrencyKey }: Pick<Job, "status" | "concurrencyKey">) {
  return status === "PENDING" && concurrencyKey !== undefined
    ? KEYED_PENDING
    : STATUS_CODES[status];
}

/** All that the column holds of jobs in a status. */
export function codesOf(status: JobStatus): readonly number[] {
  const code = STATUS_CODES[status];
  return status === "PENDING" ? [code, KEYED_PENDING] : [code];
}

export const statusOf = (code: number): JobStatus | undefined => STATUSES.get(code);
