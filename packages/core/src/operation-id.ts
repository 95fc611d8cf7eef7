import type { EpochMs } from "./clock.ts";
import { shown } from "./field-check.ts";
import { randomText, serialText } from "./job-id.ts";
import { MillraceError } from "./millrace-error.ts";

const TIME_LENGTH = 8;
const RANDOM_LENGTH = 8;
const OPERATION_ID = /^op-[0-9A-Za-z]{16}$/;

/** A new id of an operation that starts at `now`; in the order of ids, the latest is the last. */
export function newOperationId(now: EpochMs): string {
  return `op-${serialText(Math.max(0, now), TIME_LENGTH)}${randomText(RANDOM_LENGTH)}`;
}

/** @throws MillraceError `INVALID_ARGUMENT` for what is no id of an operation, be there one or not. */
export function checkOperationId(id: string): void {
  if (typeof id === "string" && OPERATION_ID.test(id)) return;
  throw new MillraceError("INVALID_ARGUMENT", `${shown(id)} is not the id of an operation`, {
    violations: [
      { field: "id", description: 'must be the id of an operation, such as "op-0V1StGXR8Z5jdHi6"' },
    ],
  });
}
