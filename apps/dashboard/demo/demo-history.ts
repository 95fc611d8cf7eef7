import { type Clock, type EpochMs, type Store, systemClock } from "@millrace/core";

const MINUTES = 60;
const MINUTE_MS = 60_000;
const STEP_MS = 5_000;

/** The machine's clock, some time ago: as much as has not been passed over yet. */
export class PastClock implements Clock {
  readonly afterTurn: Clock["afterTurn"] = systemClock.afterTurn;
  readonly setTimer: Clock["setTimer"] = systemClock.setTimer;
  #agoMs = MINUTES * MINUTE_MS;

  now(): EpochMs {
    return systemClock.now() - this.#agoMs;
  }

  pass(ms: number): void {
    this.#agoMs = Math.max(0, this.#agoMs - ms);
  }
}

/** What was enqueued in a step of the last hour, and how many of it have failed or are tried again. */
interface PastWork {
  readonly type: string;
  readonly jobs: (step: number) => number;
  readonly payload: (i: number) => unknown;
  readonly runMs: number;
  readonly failure?: { readonly every: number; readonly message: string };
}

const WORK: readonly PastWork[] = [
  {
    type: "email.send",
    jobs: (step) => Math.round(14 + 8 * Math.sin(step / 60) + ((step * 7) % 5)),
    payload: (i) => ({ to: `customer-${i}@example.org`, template: "receipt" }),
    runMs: 180,
    failure: { every: 410, message: "451 4.7.1 Greylisting in action, please come back later" },
  },
  {
    type: "image.resize",
    jobs: (step) => 4 + ((step * 3) % 4),
    payload: (i) => ({ key: `uploads/${i}.jpg`, width: 640 }),
    runMs: 420,
  },
  {
    type: "payment.capture",
    jobs: (step) => (step % 3 === 0 ? 1 : 0),
    payload: (i) => ({ payment: `pay_${i}`, amount: 1_290, currency: "EUR" }),
    runMs: 900,
  },
];

const encoder = new TextEncoder();

/** An hour of work in a second: jobs are enqueued, run and settled as if it had been so. */
export async function passAnHour(store: Store, clock: PastClock): Promise<void> {
  for (let step = 0; step < (MINUTES * MINUTE_MS) / STEP_MS; step++) {
    for (const work of WORK) await passStep(store, clock, work, step);
    clock.pass(STEP_MS - 1_500);
  }
  clock.pass(MINUTES * MINUTE_MS);
}

async function passStep(
  store: Store,
  clock: PastClock,
  work: PastWork,
  step: number,
): Promise<void> {
  const { type, jobs, payload, runMs, failure } = work;
  const requests = Array.from({ length: jobs(step) }, (_, i) => ({
    type,
    payload: encoder.encode(JSON.stringify(payload(step * 100 + i))),
    contentType: "application/json",
  }));
  if (requests.length > 0) await store.enqueue(requests);
  clock.pass(500 - runMs / 4);
  const leased = await store.lease({
    types: [type],
    maxJobs: 1_000,
    leaseMs: 60_000,
    waitMs: 0,
    workerId: "mail-7f4b9-1",
  });
  clock.pass(runMs / 4);
  await store.settle(
    leased.map(({ job, token }, i) => {
      const isFailed = failure !== undefined && (step * 31 + i) % failure.every === 0;
      const outcome = isFailed
        ? ({ kind: "failed", message: failure.message, permanent: true } as const)
        : ({ kind: "completed", result: encoder.encode('{"ok": true}') } as const);
      return { jobId: job.id, token, outcome };
    }),
  );
}
