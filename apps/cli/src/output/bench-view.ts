import type { View } from "./view.ts";

/** What was measured. */
export interface Measured {
  readonly jobs: number;
  readonly payloadBytes: number;
  readonly enqueuedPerSecond: number;
  readonly processedPerSecond: number;
  /** From the call that enqueues a single job to the begin of its handler, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
}

export const BENCH_VIEW: View<Measured> = {
  columns: [
    { header: "JOBS", alignRight: true, cell: ({ jobs }) => String(jobs) },
    { header: "PAYLOAD", alignRight: true, cell: ({ payloadBytes }) => `${payloadBytes} B` },
    {
      header: "ENQUEUED",
      alignRight: true,
      cell: ({ enqueuedPerSecond }) => `${enqueuedPerSecond}/s`,
    },
    {
      header: "PROCESSED",
      alignRight: true,
      cell: ({ processedPerSecond }) => `${processedPerSecond}/s`,
    },
    { header: "LATENCY P50", alignRight: true, cell: ({ latencyMs }) => `${latencyMs.p50} ms` },
    { header: "P95", alignRight: true, cell: ({ latencyMs }) => `${latencyMs.p95} ms` },
    { header: "P99", alignRight: true, cell: ({ latencyMs }) => `${latencyMs.p99} ms` },
  ],
  fields: ["jobs", "payloadBytes", "enqueuedPerSecond", "processedPerSecond", "latencyMs"],
  id: ({ jobs }) => String(jobs),
  json: (measured) => measured,
};
