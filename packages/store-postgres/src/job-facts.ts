import {
  COUNTED_JOBS,
  EXPLAINED,
  hasKeyLimits,
  type Job,
  type JobFacts,
  type KeyOnFailure,
  type KeyOrder,
} from "@millrace/core";
import type { PgSession } from "./pg-session.ts";
import { readHold } from "./read-hold.ts";
import { type KeepersColumns, readKeepers } from "./read-keepers.ts";
import { readKeyLimits } from "./read-key-limits.ts";
import { readRate } from "./read-rate.ts";

/** What `explain_job` returns. */
type FactsRow = readonly [
  now: number,
  paused: string | null,
  draining: string | null,
  throttled: string | null,
  maxRunning: number | null,
  keyMaxRunning: number | null,
  rate: string | null,
  room: number | null,
  nextAt: number | null,
  running: number | null,
  runningIds: string | null,
  ofKey: number | null,
  idsOfKey: string | null,
  ahead: number | null,
  keyUntil: number | null,
  keyBy: string | null,
  keyRate: string | null,
  keyRoom: number | null,
  keyNextAt: number | null,
  order: KeyOrder | null,
  agingMs: number | null,
  ownMaxRunning: number | null,
  ownWeight: string | null,
  ownRate: string | null,
  keyOnFailure: KeyOnFailure | null,
  ...keepers: KeepersColumns,
];

/** How `job`, which was read just now, stands in its queue; `schema` is the schema's name, quoted. */
export async function jobFacts(schema: string, session: PgSession, job: Job): Promise<JobFacts> {
  const bound = COUNTED_JOBS.get;
  const statement = {
    text: `SELECT * FROM ${schema}.explain_job($1, $2, $3, $4)`,
    values: [job.id, job.type, bound, EXPLAINED.jobs],
  };
  const [row] = await session.run(statement, { resend: () => statement });
  const [now, paused, draining, throttled, ...limited] = row as unknown as FactsRow;
  const [maxRunning, keyMaxRunning, rate, room, nextAt, ...counted] = limited;
  const [running, runningIds, ofKey, idsOfKey, ahead, keyUntil, keyBy, ...ofKeys] = counted;
  const [keyRate, keyRoom, keyNextAt, order, agingMs, most, weight, ownRate, ...kept] = ofKeys;
  const [keyOnFailure, ...keepers] = kept;
  const keyLimits = readKeyLimits(most, weight, ownRate);
  const keyKeepers = readKeepers(keepers);
  const limits = {
    ...(maxRunning !== null && { maxRunning }),
    ...(keyMaxRunning !== null && { keyMaxRunning }),
    ...(rate !== null && { rate: readRate(rate) }),
    ...(keyRate !== null && { keyRate: readRate(keyRate) }),
    ...(order !== null && { order }),
    ...(keyOnFailure !== null && { keyOnFailure }),
    ...(agingMs !== null && { agingMs }),
  };
  return {
    now,
    job,
    settings: {
      ...(paused !== null && { paused: readHold(paused) }),
      ...(draining !== null && { draining: readHold(draining) }),
      ...(throttled !== null && { throttled: readHold(throttled) }),
      ...(Object.keys(limits).length > 0 && { limits }),
    },
    ...(running !== null && { running: { jobs: running, jobIds: runningIds?.split(" ") ?? [] } }),
    ...(room !== null && nextAt !== null && { rateRoom: { room, at: nextAt } }),
    ...(ofKey !== null && { keyRunning: { jobs: ofKey, jobIds: idsOfKey?.split(" ") ?? [] } }),
    ...(keyRoom !== null &&
      keyNextAt !== null && { keyRateRoom: { room: keyRoom, at: keyNextAt } }),
    ...(keyUntil !== null && keyBy !== null && { keyWait: { until: keyUntil, by: keyBy } }),
    ...(keyKeepers && { keyKeepers }),
    ...(hasKeyLimits(keyLimits) && { keyLimits }),
    ...(ahead !== null && { ahead: { jobs: Math.min(ahead, bound), more: ahead > bound } }),
  };
}
