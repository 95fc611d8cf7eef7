import type { ExtendResult, Outcome } from "@millrace/core";
import type { CappedLabel, Cell, HistogramCell } from "@millrace/metrics";
import type { MetricsRegister } from "./worker-options.ts";

/** Loaded only by a worker that is to have metrics. */
export type MetricsPackage = typeof import("@millrace/metrics");

const HANDLER_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];

/** What came of a handler, `lost` being the loss of its lease. */
type HandlerOutcome = Outcome["kind"] | "lost";
type ExtendOutcome = ExtendResult | "error";

const HANDLER_OUTCOMES: readonly HandlerOutcome[] = [
  "completed",
  "failed",
  "snoozed",
  "throttled",
  "released",
  "lost",
];
const EXTEND_OUTCOMES: readonly ExtendOutcome[] = [
  "OK",
  "CANCEL_REQUESTED",
  "LEASE_LOST",
  "NOT_EXTENDED",
  "error",
];

/** The series of one type of job. */
interface TypeSeries {
  readonly running: Cell;
  readonly handler: { readonly [Kind in HandlerOutcome]: HistogramCell };
}

/** The metrics of workers in one registry. */
export interface WorkerFamilies {
  readonly types: CappedLabel<TypeSeries>;
  readonly concurrency: Cell;
  /** Each tells how many leases a worker has. */
  readonly heldLeases: Set<() => number>;
  readonly extends: { readonly [Kind in ExtendOutcome]: Cell };
  readonly settleRetries: Cell;
  readonly blockedSeconds: Cell;
  readonly clockSkewSeconds: Cell;
}

/** Declares the metrics of workers in `register`. */
export function workerFamilies(
  { CappedLabel, CellCounter, CellGauge, CellHistogram }: MetricsPackage,
  register: MetricsRegister,
): WorkerFamilies {
  const family = (name: string, help: string, labelNames: readonly string[] = []) => ({
    name: `millrace_worker_${name}`,
    help,
    labelNames,
    // A registry of prom-client's, of whichever copy of it.
    register: register as never,
  });
  const counter = (...parts: Parameters<typeof family>) => new CellCounter(family(...parts));
  const gauge = (...parts: Parameters<typeof family>) => new CellGauge(family(...parts));
  const running = gauge("running", "Handlers that run", ["type"]);
  const handler = new CellHistogram({
    ...family(
      "handler_seconds",
      "Handlers that have ended or were given up, by what came of them",
      ["type", "outcome"],
    ),
    buckets: HANDLER_SECONDS,
  });
  const extended = counter("extends_total", "Leases that were to be extended, by the answer", [
    "outcome",
  ]);
  const heldLeases = new Set<() => number>();
  const held = new CellGauge({
    ...family("leases_held", "Leases that are kept, of jobs that run or wait for a free handler"),
    collect: () => {
      heldCell.value = 0;
      for (const count of heldLeases) heldCell.value += count();
    },
  });
  const heldCell = held.cell({});
  return {
    types: new CappedLabel((type) => ({
      running: running.cell({ type }),
      handler: byName(HANDLER_OUTCOMES, (outcome) => handler.cell({ type, outcome })),
    })),
    concurrency: gauge("concurrency", "How many handlers may run at once").cell({}),
    heldLeases,
    extends: byName(EXTEND_OUTCOMES, (name) => extended.cell({ outcome: name.toLowerCase() })),
    settleRetries: counter(
      "settle_retries_total",
      "Outcomes that were sent again, because a call with them was not answered",
    ).cell({}),
    blockedSeconds: counter(
      "eventloop_blocked_seconds_total",
      "For how long the event loop was held up, each time for more than a twentieth of a second",
    ).cell({}),
    clockSkewSeconds: gauge(
      "clock_skew_seconds",
      "How far this machine's clock is ahead of the store's, and the time that the answer to a lease took",
    ).cell({}),
  };
}

function byName<Name extends string, Made>(
  names: readonly Name[],
  make: (name: Name) => Made,
): { readonly [Each in Name]: Made } {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as {
    readonly [Each in Name]: Made;
  };
}
