import type { OverlapPolicy } from "@millrace/core";
import type { CommandSpec, OptionSpecs } from "../command-spec.ts";

const NAME = { form: "<schedule>", help: "the name of a schedule" } as const;

// Written out, so that a help need not load the core.
const OVERLAPS = [
  "SKIP",
  "BUFFER_ONE",
  "BUFFER_ALL",
  "CANCEL_RUNNING",
  "ALLOW",
] as const satisfies readonly OverlapPolicy[];

const TIMES = {
  cron: {
    kind: "text",
    flags: "--cron <pattern>",
    help: 'a cron pattern in place of a name, such as "0 2 * * *"',
  },
  every: { kind: "duration", flags: "--every <length>", help: "an interval in place of a name" },
  zone: {
    kind: "text",
    flags: "--zone <zone>",
    help: "whose clocks the pattern is about, such as Europe/Berlin (default: UTC)",
  },
} as const satisfies OptionSpecs;

export const SCHEDULE_LIST = {
  path: "schedule list",
  pages: true,
  summary: "List schedules",
  arguments: [],
  options: {
    state: {
      kind: "choice",
      flags: "--state <state>",
      help: "only those in this state",
      choices: ["active", "paused", "ended"],
    },
    managedBy: {
      kind: "text",
      flags: "--managed-by <name>",
      help: "only those that it keeps up to date",
    },
  },
  examples: ["millrace schedule list", "millrace schedule list --state paused -o json"],
} as const satisfies CommandSpec;

export const SCHEDULE_GET = {
  path: "schedule get",
  summary: "Show a schedule: when it fires, what it makes, and what has become of it",
  arguments: [NAME],
  options: {},
  examples: ["millrace schedule get report", "millrace schedule get report -o yaml"],
} as const satisfies CommandSpec;

export const SCHEDULE_PREVIEW = {
  path: "schedule preview",
  summary: "Tell when a schedule fires, or when a pattern would",
  details: "Makes nothing. The note says where clocks change.",
  arguments: [{ form: "[schedule]", help: "the name of a schedule" }],
  options: {
    ...TIMES,
    after: { kind: "time", flags: "--after <time>", help: "times after this one (default: now)" },
    count: { kind: "count", flags: "--count <n>", help: "how many, 1 to 1000 (default: 10)" },
  },
  examples: [
    "millrace schedule preview report",
    'millrace schedule preview --cron "30 2 * * *" --zone Europe/Berlin --after 2027-03-27 --count 3',
    "millrace schedule preview --every 5m",
  ],
} as const satisfies CommandSpec;

export const SCHEDULE_PUT = {
  path: "schedule put",
  summary: "Make and change the schedules that a file of YAML names",
  details: `What is there already stays as it is. The whole file is checked before anything is put; errors name
line and field. The options count before what the file says itself.`,
  arguments: [],
  options: {
    file: {
      kind: "text",
      flags: "-f, --file <file>",
      help: "the file, or - for the standard input",
    },
    managedBy: {
      kind: "text",
      flags: "--managed-by <name>",
      help: "who keeps them up to date, such as a repository",
    },
    sourceVersion: {
      kind: "count",
      flags: "--source-version <n>",
      help: "of the deploy that they come from: an older one changes nothing",
    },
    prune: {
      kind: "flag",
      flags: "--prune",
      help: "delete what is managed by the same one, and not in the file",
    },
    dryRun: { kind: "flag", flags: "--dry-run", help: "check the file, and put nothing" },
  },
  examples: [
    "millrace schedule put -f schedules.yaml",
    "millrace schedule put -f schedules.yaml --managed-by shop --source-version 7 --prune",
    "millrace schedule put -f schedules.yaml --dry-run",
  ],
} as const satisfies CommandSpec;

export const SCHEDULE_DELETE = {
  path: "schedule delete",
  summary: "Forget schedules; their jobs stay",
  arguments: [{ form: "<schedule...>", help: "the names of schedules" }],
  options: {},
  examples: ["millrace schedule delete report --yes"],
} as const satisfies CommandSpec;

export const SCHEDULE_PAUSE = {
  path: "schedule pause",
  summary: "Pass the times of a schedule over until it is resumed",
  arguments: [NAME],
  options: {
    note: { kind: "text", flags: "--note <text>", help: "why, for people" },
    by: { kind: "text", flags: "--by <name>", help: "who wants it (default: the user)" },
  },
  examples: ['millrace schedule pause report --note "the database moves"'],
} as const satisfies CommandSpec;

export const SCHEDULE_RESUME = {
  path: "schedule resume",
  summary: "Have a schedule fire again, from its next time on",
  arguments: [NAME],
  options: {
    catchUp: {
      kind: "flag",
      flags: "--catch-up",
      help: "have its policy for missed times decide about those in the pause",
    },
  },
  examples: ["millrace schedule resume report", "millrace schedule resume report --catch-up"],
} as const satisfies CommandSpec;

export const SCHEDULE_TRIGGER = {
  path: "schedule trigger",
  summary: "Fire a schedule now, also while it is paused",
  arguments: [NAME],
  options: {
    overlap: {
      kind: "choice",
      flags: "--overlap <policy>",
      help: "what to do while a job of an earlier time has not ended (default: ALLOW)",
      choices: OVERLAPS,
    },
  },
  examples: [
    "millrace schedule trigger report",
    "millrace schedule trigger report --overlap SKIP -o json",
  ],
} as const satisfies CommandSpec;

export const SCHEDULE_BACKFILL = {
  path: "schedule backfill",
  summary: "Fire past times of a schedule, less those that have made a job",
  details: "It goes on in steps; schedule get tells how far it is. --cancel ends one that goes on.",
  arguments: [NAME],
  options: {
    from: { kind: "time", flags: "--from <time>", help: "the earliest time, in ISO 8601" },
    to: { kind: "time", flags: "--to <time>", help: "the latest time (default: now)" },
    overlap: {
      kind: "choice",
      flags: "--overlap <policy>",
      help: "what to do while a job of an earlier time has not ended (default: BUFFER_ALL)",
      choices: OVERLAPS,
    },
    again: { kind: "flag", flags: "--again", help: "also times that have made a job before" },
    cancel: { kind: "flag", flags: "--cancel", help: "end the backfill that goes on" },
  },
  examples: [
    "millrace schedule backfill report --from 2026-01-01 --to 2026-01-05T12:00:00Z",
    "millrace schedule backfill report --cancel",
  ],
} as const satisfies CommandSpec;

export const SCHEDULE_FIRINGS = {
  path: "schedule firings",
  pages: true,
  summary: "List what became of the latest times of a schedule, at most 100",
  arguments: [NAME],
  options: {},
  examples: ["millrace schedule firings report"],
} as const satisfies CommandSpec;
