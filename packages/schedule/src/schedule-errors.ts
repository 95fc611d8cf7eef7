import { MillraceError } from "@millrace/core";
import type { ScheduleRecord } from "./schedule-record.ts";

export function scheduleNotFound(name: string): MillraceError {
  return new MillraceError("NOT_FOUND", `there is no schedule ${name}`);
}

export function revisionDiffers(name: string, revision: number, ifRevision: number): MillraceError {
  const description = `is ${ifRevision}, but the schedule ${name} is at revision ${revision}; read it again`;
  return nothingChanged("ifRevision", description);
}

export function sourceIsOlder(
  { definition, sourceVersion: newer }: ScheduleRecord,
  sourceVersion: number,
): MillraceError {
  const description = `is ${sourceVersion}, but the schedule ${definition.name} comes from ${newer}, which is newer; leave it to that one`;
  return nothingChanged("sourceVersion", description);
}

export function backfillGoesOn(name: string): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `nothing was changed: a backfill of the schedule ${name} goes on; wait for its end, or cancel it`,
  );
}

/** A backfill that is not possible as it is asked for. */
export function backfillOf(field: string, description: string): MillraceError {
  return new MillraceError(
    "INVALID_ARGUMENT",
    `cannot backfill the schedule: ${field} ${description}`,
    {
      violations: [{ field, description }],
    },
  );
}

function nothingChanged(field: string, description: string): MillraceError {
  return new MillraceError("FAILED_PRECONDITION", `nothing was changed: ${field} ${description}`, {
    violations: [{ field, description }],
  });
}
