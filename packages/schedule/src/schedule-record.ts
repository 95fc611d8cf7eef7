import {
  type Backfill,
  decodeBase64,
  type EpochMs,
  encodeBase64,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleFiring,
  type SchedulePause,
  type ScheduleState,
} from "@millrace/core";
import type { FiredRuns } from "./fired-runs.ts";

/** A time of a schedule, and when it is due. */
export interface Due {
  readonly nominal: EpochMs;
  readonly due: EpochMs;
  /** The time of the calendar before it, where that is known. */
  readonly after?: EpochMs;
  /** What it is the first time after, where that is no time of the calendar. */
  readonly since?: EpochMs;
  /** The version of the database of time zones by which it was found; absent where none matters. */
  readonly rules?: string;
}

/** What is kept of a backfill. */
export interface BackfillRecord extends Backfill {
  /** The latest time that was dealt with, or what is before the first one. */
  readonly after: EpochMs;
  /** The time of the calendar before the next one. */
  readonly previous?: EpochMs | undefined;
}

/** What is kept of a schedule. */
export interface ScheduleRecord {
  readonly definition: ScheduleDefinition;
  readonly state: ScheduleState;
  readonly revision: number;
  readonly generation: number;
  readonly sourceVersion: number;
  readonly updatedAt: EpochMs;
  /** The next time, while there is one; also of a paused schedule, whose pause may be caught up. */
  readonly next?: Due;
  /** The latest time that has fired, was skipped or missed: none that is earlier ever fires. */
  readonly lastNominal?: EpochMs;
  /** The latest time that has made a job. */
  readonly firedNominal?: EpochMs;
  readonly last?: ScheduleFiring;
  readonly counts: Schedule["counts"];
  readonly pause?: SchedulePause;
  /** When it has ended; absent while it has not. */
  readonly endedAt?: EpochMs;
  /** The jobs that may not have ended, in the order in which they were made. */
  readonly open: readonly string[];
  /** How many of its jobs in a row have failed for good. */
  readonly failures: number;
  /** Which times have made a job. */
  readonly firedRuns?: FiredRuns;
  /** The latest one. */
  readonly backfill?: BackfillRecord;
  /** Times before this one are missed, while there are too many of them for one step. */
  readonly missedBefore?: EpochMs;
}

/** How long a schedule is kept that has ended. */
const ENDED_KEPT_MS = 30 * 86_400_000;

/** The record with when it has ended, if it has. */
export function withEnd(record: ScheduleRecord, now: EpochMs): ScheduleRecord {
  const { endedAt = now, ...rest } = record;
  return record.state === "ENDED" ? { ...rest, endedAt } : rest;
}

/** From when on a schedule is not kept any more. */
export function forgottenAt({ endedAt, backfill }: ScheduleRecord): EpochMs | undefined {
  if (endedAt === undefined || backfill?.state === "RUNNING") return undefined;
  return endedAt + ENDED_KEPT_MS;
}

/** As text; a payload's bytes are in base64. */
export function encodeRecord(record: ScheduleRecord): string {
  const { payload } = record.definition.job;
  if (payload === undefined) return JSON.stringify(record);
  const job = { ...record.definition.job, payload: encodeBase64(payload) };
  return JSON.stringify({ ...record, definition: { ...record.definition, job } });
}

export function decodeRecord(text: string): ScheduleRecord {
  const record = JSON.parse(text) as ScheduleRecord;
  const payload = record.definition.job.payload as unknown as string | undefined;
  if (payload === undefined) return record;
  const job = { ...record.definition.job, payload: decodeBase64(payload) };
  return { ...record, definition: { ...record.definition, job } };
}

/** The definition in one form, whatever the order in which its fields were given. */
export function definitionText(definition: ScheduleDefinition): string {
  return JSON.stringify(definition, (_, value: unknown) => {
    if (value instanceof Uint8Array) return encodeBase64(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
