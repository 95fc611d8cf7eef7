import { shown } from "./field-check.ts";
import { MillraceError } from "./millrace-error.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 12;
const SERIAL_LENGTH = 4;
const JOB_ID = /^(?:0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$/;

/** The number of partitions a store may have: what an id has room for. */
export const MAX_PARTITIONS = 10_000;

/** The most ids of one call of {@link newJobIds}: what four letters and digits count. */
const MAX_IDS = ALPHABET.length ** SERIAL_LENGTH;

/**
 * New job ids, each greater than the one before: the partition that holds the job, a dash, 12 random
 * letters and digits (71 bits) that the ids of one call share, and 4 that count them, for example
 * `0-V1StGXR8Z5jd0000`. The partition in it makes every lookup one hop.
 */
export function newJobIds(partition: number, count: number): string[] {
  if (count > MAX_IDS) throw new RangeError(`${count} ids are more than one call can make`);
  return jobIdsOf(partition, randomText(RANDOM_LENGTH), count);
}

/** The ids of one call, which share these 12 letters and digits. */
export function jobIdsOf(partition: number, letters: string, count: number): string[] {
  const prefix = `${partition}-${letters}`;
  return Array.from({ length: count }, (_, serial) => prefix + serialText(serial));
}

const FIRST_SERIAL = /*@__PURE__*/ serialText(0);

/** One new job id. */
export function newJobId(partition: number): string {
  return `${partition}-${randomText(RANDOM_LENGTH)}${FIRST_SERIAL}`;
}

/** Random bytes to draw from: fetching them costs as much as all else that a lone enqueue does here. */
const pool = new Uint8Array(4_096);
let drawn = pool.length;

function randomByte(): number {
  if (drawn === pool.length) {
    crypto.getRandomValues(pool);
    drawn = 0;
  }
  return pool[drawn++] as number;
}

/** Random letters and digits, each of which carries 5.95 bits. */
export function randomText(length: number): string {
  let text = "";
  // 62 and 63 are drawn again, so that every letter is equally likely.
  while (text.length < length) text += ALPHABET[randomByte() & 63] ?? "";
  return text;
}

/** A number in `length` letters and digits, in whose order texts stand as the numbers do. */
export function serialText(serial: number, length = SERIAL_LENGTH): string {
  let text = "";
  for (let rest = serial; text.length < length; rest = Math.floor(rest / ALPHABET.length)) {
    text = ALPHABET.charAt(rest % ALPHABET.length) + text;
  }
  return text;
}

/** Whether `id` can have been made by {@link newJobId}. */
export function isJobId(id: string): boolean {
  return typeof id === "string" && JOB_ID.test(id);
}

/** The partition that holds the job `id`; `undefined` when that is no job id. */
export function partitionOf(id: string): number | undefined {
  return isJobId(id) ? Number.parseInt(id, 10) : undefined;
}

/**
 * Checks that `id` has the form of a job id; there need be no such job.
 *
 * @throws MillraceError `INVALID_ARGUMENT`.
 */
export function checkJobId(id: string): void {
  if (isJobId(id)) return;
  throw new MillraceError("INVALID_ARGUMENT", `${shown(id)} is not a job id`, {
    violations: [
      {
        field: "id",
        description: 'must be an id that Enqueue returned, such as "0-V1StGXR8Z5jdHi6B"',
      },
    ],
  });
}
