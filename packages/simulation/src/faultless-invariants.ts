import type { FlowPlan } from "./flow-plan.ts";
import type { JobRecord } from "./job-record.ts";
import type { Schedule, WorkerPlan } from "./schedule.ts";

/** How long a worker that could take a job may leave it waiting: a few times the way to the store. */
const PROMPT_MS = 50;

/**
 * What must hold besides when nothing fails.
 *
 * @returns a line for each breach.
 */
export function brokenWithoutFaults(
  { workers, flow }: Schedule,
  records: readonly JobRecord[],
): string[] {
  return [
    ...records.flatMap((record) => {
      const broken = [...losesNoLease(record), ...hearsOfItsCancel(record, workers)];
      return broken.map((breach) => `job ${record.plan.number} ${breach}`);
    }),
    ...startsInOrder(records),
    ...workers.flatMap((worker, number) => takesWhatWaits(worker, `w${number}`, records, flow)),
  ];
}

/** Every lease is settled: nothing waits for one to run out. */
function losesNoLease({ leases }: JobRecord): string[] {
  return leases.flatMap(({ settled, token, worker }) =>
    settled === undefined ? [`lost the lease of ${worker} with token ${token}`] : [],
  );
}

/** A cancel reaches a running handler within a heartbeat. */
function hearsOfItsCancel(
  { starts, cancelledMs }: JobRecord,
  workers: readonly WorkerPlan[],
): string[] {
  if (cancelledMs === undefined) return [];
  return starts.flatMap(({ worker, startedMs, endedMs, abortedMs }) => {
    const leaseMs = workers[Number(worker.slice(1))]?.leaseMs ?? 0;
    const over = Math.min(
      endedMs ?? Number.POSITIVE_INFINITY,
      abortedMs ?? endedMs ?? Number.POSITIVE_INFINITY,
    );
    const by = Math.max(startedMs, cancelledMs) + leaseMs / 3 + PROMPT_MS;
    return over > by ? [`was cancelled, and its handler on ${worker} not told`] : [];
  });
}

/** A worker starts jobs in the order in which it leased them. */
function startsInOrder(records: readonly JobRecord[]): string[] {
  const starts = records.flatMap(({ plan, leases, starts }) =>
    starts.map(({ worker, token, place }) => {
      const granted = leases.find((lease) => lease.token === token)?.granted ?? 0;
      return { worker, place, granted, number: plan.number };
    }),
  );
  starts.sort((a, b) => a.place - b.place);
  const latest = new Map<string, number>();
  return starts.flatMap(({ worker, granted, number }) => {
    const before = latest.get(worker) ?? -1;
    latest.set(worker, granted);
    return granted < before ? [`job ${number} was started out of turn by ${worker}`] : [];
  });
}

/** A worker with nothing to do leases a job that is enqueued, unless another one does. */
function takesWhatWaits(
  { startMs, stopMs = Number.POSITIVE_INFINITY }: WorkerPlan,
  worker: string,
  records: readonly JobRecord[],
  flow: FlowPlan | undefined,
): string[] {
  const busy = records.flatMap(({ leases }) => leases.filter((lease) => lease.worker === worker));
  return records.flatMap(({ plan, enqueued, after, leases, cancelledMs }) => {
    if (enqueued === undefined || plan.delayMs > 0 || after.length > 0) return [];
    // Whether those of a queue with limits may start is seen at each lease.
    if (plan.type === flow?.type) return [];
    const from = enqueued.ms;
    const to = from + PROMPT_MS;
    const away = startMs + PROMPT_MS > from || stopMs < to + PROMPT_MS;
    const idle = busy.every(
      ({ grantedMs, settledMs = grantedMs }) => grantedMs > to || settledMs + PROMPT_MS < from,
    );
    const taken = (leases[0]?.grantedMs ?? cancelledMs ?? Number.POSITIVE_INFINITY) <= to;
    if (away || !idle || taken || (cancelledMs ?? to) < to) return [];
    return [`job ${plan.number} waited though ${worker} had nothing to do`];
  });
}
