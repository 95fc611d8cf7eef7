import type { CommandSpec } from "../command-spec.ts";

export const BENCH = {
  path: "bench",
  summary: "Measure how many jobs a second a server or a store takes here",
  details: `Enqueues jobs of a type of its own, works on them in this process, and waits for single ones. The
jobs are forgotten a minute after they have ended; other queues are left alone, and share what there is.
One process is rarely all that a store can take: run it on several machines at once.`,
  arguments: [],
  options: {
    jobs: { kind: "count", flags: "--jobs <n>", help: "how many jobs (default: 10000)" },
    payload: {
      kind: "count",
      flags: "--payload <bytes>",
      help: "how large each payload is (default: 100)",
    },
    concurrency: {
      kind: "count",
      flags: "--concurrency <n>",
      help: "how many handlers run at once (default: 100)",
    },
    singles: {
      kind: "count",
      flags: "--singles <n>",
      help: "how many jobs to enqueue and wait for one after the other (default: 200)",
    },
  },
  examples: ["millrace bench --yes", "millrace bench --jobs 500 --payload 1000 --yes -o json"],
} as const satisfies CommandSpec;
