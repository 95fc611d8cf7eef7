import { BYTES_TYPE } from "./content-type.ts";
import { type FieldKind, JOB_FIELD_NAMES, JOB_FIELDS, type Job, type JobField } from "./job.ts";

type InertField = {
  [Field in keyof typeof JOB_FIELDS]: (typeof JOB_FIELDS)[Field] extends { inert: true }
    ? Field
    : never;
}[keyof typeof JOB_FIELDS];

/** The fields of a job on which no move depends. */
export type InertFields = Pick<Job, InertField>;

/** The names of the inert fields; a store has no column of its own for any of them. */
export const INERT_FIELDS = JOB_FIELD_NAMES.filter(
  (name) => (JOB_FIELDS[name] as JobField).inert === true,
) as readonly InertField[];

/** The inert fields that were read from JSON, and the names of those that could not be read. */
export interface DecodedInert {
  readonly fields: Partial<InertFields>;
  readonly unreadable: readonly string[];
}

/**
 * Stands for the fields of a job that only says that its payload is bytes. Producers say it of each
 * payload of bytes, and the whole text would cost Redis a fifth of what such a job takes.
 */
const BYTES_ALONE = "0";

function isBytesAlone(fields: Partial<Record<InertField, unknown>>): boolean {
  return fields.contentType === BYTES_TYPE && Object.keys(fields).length === 1;
}

/**
 * The inert fields of a job as one text of JSON without line breaks, which a store keeps as it is;
 * `undefined` when none is set, as of most jobs.
 */
export function encodeInert(job: Partial<InertFields>): string | undefined {
  let set: Partial<Record<InertField, unknown>> | undefined;
  for (const name of INERT_FIELDS) {
    const value = job[name];
    if (value === undefined || isEmpty(value)) continue;
    set ??= {};
    set[name] = value;
  }
  if (set === undefined) return undefined;
  return isBytesAlone(set) ? BYTES_ALONE : JSON.stringify(set);
}

/** Gives `job` those of the fields that are there. */
export function setInert(job: Job, fields: Partial<InertFields>): void {
  for (const name of INERT_FIELDS) {
    const value = fields[name];
    if (value !== undefined) (job as Record<InertField, unknown>)[name] = value;
  }
}

/** What {@link encodeInert} wrote. A field that it says nothing of is left out. */
export function decodeInert(text: string): DecodedInert {
  if (text === BYTES_ALONE) return { fields: { contentType: BYTES_TYPE }, unreadable: [] };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (!isObject(read)) return { fields: {}, unreadable: [...INERT_FIELDS] };
  const fields: Partial<Record<InertField, unknown>> = {};
  const unreadable: string[] = [];
  for (const name of INERT_FIELDS) {
    const value = read[name];
    if (value === undefined) continue;
    if (IS_KIND[JOB_FIELDS[name].kind](value)) fields[name] = value;
    else unreadable.push(name);
  }
  return { fields: fields as Partial<InertFields>, unreadable };
}

const isText = (value: unknown) => typeof value === "string";

/** Whether JSON has a value for a field of a kind. */
const IS_KIND: { readonly [Kind in Exclude<FieldKind, "bytes">]: (value: unknown) => boolean } = {
  text: isText,
  choice: isText,
  boolean: (value) => typeof value === "boolean",
  number: Number.isFinite,
  time: Number.isFinite,
  labels: (value) => isObject(value) && Object.values(value).every(isText),
  object: isObject,
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object") return false;
  for (const _ in value) return false;
  return true;
}
