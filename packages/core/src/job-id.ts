import { MillraceError } from "./millrace-error.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const UNIQUE_LENGTH = 16;
const JOB_ID = /^(0|[1-9][0-9]{0,3})-[0-9A-Za-z]{16}$/;

/** The number of partitions a store may have: what an id has room for. */
export const MAX_PARTITIONS = 10_000;

const pool = new Uint8Array(4096);
let poolOffset = pool.length;

/**
 * A new job id: the partition that holds the job, a dash, and 16 random letters and digits
 * (95 bits), for example `0-V1StGXR8Z5jdHi6B`. The partition in it makes every lookup one hop.
 */
export function newJobId(partition: number): string {
  let unique = "";
  while (unique.length < UNIQUE_LENGTH) {
    if (poolOffset === pool.length) {
      crypto.getRandomValues(pool);
      poolOffset = 0;
    }
    // Values from 62 up are drawn again, so that every letter is equally likely.
    unique += ALPHABET[(pool[poolOffset++] as number) & 63] ?? "";
  }
  return `${partition}-${unique}`;
}

/**
 * The partition that holds the job `id`.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `id` was not made by {@link newJobId}.
 */
export function partitionOf(id: string): number {
  const match = JOB_ID.exec(id);
  if (match === null) {
    const shown = id.length > 64 ? `${id.slice(0, 64)}…` : id;
    throw new MillraceError("INVALID_ARGUMENT", `${JSON.stringify(shown)} is not a job id`, {
      violations: [
        {
          field: "id",
          description: 'must be an id that Enqueue returned, such as "0-V1StGXR8Z5jdHi6B"',
        },
      ],
    });
  }
  return Number(match[1]);
}
