import type { OptionSpecs } from "../command-spec.ts";

/** How to change many jobs. */
export const BULK = {
  dryRun: { kind: "flag", flags: "--dry-run", help: "count the jobs, and change none" },
  rate: {
    kind: "count",
    flags: "--rate <n>",
    help: "change so many a second at most (default: no limit)",
  },
  detach: {
    kind: "flag",
    flags: "--detach",
    help: "end once it has begun: millrace operation wait waits for it",
  },
} as const satisfies OptionSpecs;
