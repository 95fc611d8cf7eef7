import type { CommandSpec, OptionSpecs } from "../command-spec.ts";
import { BULK } from "./bulk.ts";

const TYPE = { form: "<type>", help: "the type of the queue's jobs" } as const;

const KEY = { form: "<key>", help: "the concurrency key" } as const;

const HOLD = {
  reason: { kind: "text", flags: "--reason <text>", help: "why, for people" },
  by: { kind: "text", flags: "--by <name>", help: "who wants it (default: the user)" },
  until: {
    kind: "time",
    flags: "--until <time>",
    help: "when it ends by itself, in ISO 8601 (default: when it is resumed)",
  },
} as const satisfies OptionSpecs;

export const QUEUE_LIST = {
  path: "queue list",
  pages: true,
  summary: "List the queues that have jobs or settings",
  arguments: [],
  options: {},
  examples: ["millrace queue list", "millrace queue list -o wide"],
} as const satisfies CommandSpec;

export const QUEUE_GET = {
  path: "queue get",
  summary: "Show a queue: how long it is, what happens in it, and what is set for it",
  arguments: [TYPE],
  options: {},
  examples: [
    "millrace queue get email",
    "millrace queue get email -o yaml --fields counts.PENDING",
  ],
} as const satisfies CommandSpec;

export const QUEUE_PAUSE = {
  path: "queue pause",
  summary: "Have no more jobs of a queue leased until it is resumed",
  arguments: [TYPE],
  options: HOLD,
  examples: ['millrace queue pause email --reason "the provider is down"'],
} as const satisfies CommandSpec;

export const QUEUE_DRAIN = {
  path: "queue drain",
  summary: "Take no new jobs of a queue, and work off those that are there",
  arguments: [TYPE],
  options: HOLD,
  examples: ["millrace queue drain email --until 2126-01-31T09:00:00Z"],
} as const satisfies CommandSpec;

export const QUEUE_RESUME = {
  path: "queue resume",
  summary: "End the pause and the drain of a queue",
  arguments: [TYPE],
  options: {},
  examples: ["millrace queue resume email"],
} as const satisfies CommandSpec;

export const QUEUE_LIMITS = {
  path: "queue limits",
  summary: "Show or set the limits of a queue",
  details: "A limit that is not named stays as it is.",
  arguments: [TYPE],
  options: {
    maxRunning: {
      kind: "count",
      flags: "--max-running <n>",
      help: "how many of its jobs run at most at the same time",
    },
    keyMaxRunning: {
      kind: "count",
      flags: "--key-max-running <n>",
      help: "the same of each concurrency key",
    },
    rate: {
      kind: "text",
      flags: "--rate <n/period>",
      help: "how many attempts start at most in a time, such as 100/1m",
    },
    burst: {
      kind: "count",
      flags: "--burst <n>",
      help: "how many of the rate start at once at most (default: all)",
    },
    keyRate: {
      kind: "text",
      flags: "--key-rate <n/period>",
      help: "how many attempts of each concurrency key start at most in a time",
    },
    keyBurst: {
      kind: "count",
      flags: "--key-burst <n>",
      help: "how many of that rate start at once at most (default: all)",
    },
    keyOnFailure: {
      kind: "choice",
      flags: "--key-on-failure <what>",
      help: "whether the other jobs of a key go on when one fails",
      choices: ["continue", "hold", "halt"],
    },
    order: {
      kind: "choice",
      flags: "--order <order>",
      help: "in which order its concurrency keys are served: priority, fair or strict",
      choices: ["priority", "fair", "strict"],
    },
    aging: {
      kind: "duration",
      flags: "--aging <length>",
      help: "how long a job waits to make up for a step of priority",
    },
    none: { kind: "flag", flags: "--none", help: "end its limits" },
  },
  examples: [
    "millrace queue limits email",
    "millrace queue limits email --max-running 10",
    "millrace queue limits email --rate 100/1m --burst 10",
    "millrace queue limits email --order fair",
    "millrace queue limits ledger --key-max-running 1 --key-on-failure halt",
    "millrace queue limits email --key-rate 30/10s --key-burst 3",
    "millrace queue limits email --aging 1m",
    "millrace queue limits email --none",
  ],
} as const satisfies CommandSpec;

export const QUEUE_KEYS = {
  path: "queue keys",
  pages: true,
  summary:
    "List the concurrency keys of a queue that have pending jobs, are throttled or halted or have limits",
  arguments: [TYPE],
  options: {
    status: {
      kind: "texts",
      flags: "--status <list>",
      help: "only keys in these statuses: some of ready,full,throttled,halted,idle",
    },
    limit: { kind: "count", flags: "--limit <n>", help: "at most so many (default: 100)" },
    all: { kind: "flag", flags: "--all", help: "all of them" },
  },
  examples: ["millrace queue keys email", "millrace queue keys email --status full -o jsonl"],
} as const satisfies CommandSpec;

export const QUEUE_KEY_LIMITS = {
  path: "queue key-limits",
  summary: "Show or set the limits of one concurrency key",
  details: `Those that are named take the place of all that were set for the key, and hold in place of what the queue
sets for all of its keys.`,
  arguments: [TYPE, KEY],
  options: {
    maxRunning: {
      kind: "count",
      flags: "--max-running <n>",
      help: "how many of its jobs run at most at the same time",
    },
    rate: {
      kind: "text",
      flags: "--rate <n/period>",
      help: "how many of its attempts start at most in a time, such as 30/10s",
    },
    burst: {
      kind: "count",
      flags: "--burst <n>",
      help: "how many of the rate start at once at most (default: all)",
    },
    weight: {
      kind: "text",
      flags: "--weight <number>",
      help: "how many turns it gets for one of another key, 0.01 to 1000",
    },
    none: { kind: "flag", flags: "--none", help: "end its limits" },
  },
  examples: [
    "millrace queue key-limits email acme",
    "millrace queue key-limits email acme --max-running 5 --weight 2.5",
    "millrace queue key-limits email acme --rate 30/10s --burst 3",
    "millrace queue key-limits email acme --none",
  ],
} as const satisfies CommandSpec;

export const QUEUE_KEY_RESUME = {
  path: "queue key-resume",
  summary: "Have a concurrency key go on that is held or halted because a job of it has failed",
  details: "The job stays as it is.",
  arguments: [TYPE, KEY],
  options: {},
  examples: ["millrace queue key-resume ledger account-9"],
} as const satisfies CommandSpec;

export const QUEUE_REDRIVE = {
  path: "queue redrive",
  summary: "Run the jobs of a queue again that have failed for good",
  details:
    "All of them, after it has asked where they are more than 100; millrace dead redrive takes a query.",
  arguments: [TYPE],
  options: BULK,
  examples: ["millrace queue redrive email --dry-run", "millrace queue redrive email --yes"],
} as const satisfies CommandSpec;

export const QUEUE_PURGE = {
  path: "queue purge",
  summary: "Forget the jobs of a queue: all but those that run",
  details: "Counts them, and always asks.",
  arguments: [TYPE],
  options: {
    status: {
      kind: "texts",
      flags: "--status <list>",
      help: "only jobs in these statuses, such as failed,cancelled",
    },
    ...BULK,
  },
  examples: [
    "millrace queue purge email --dry-run",
    "millrace queue purge email --status failed,cancelled --yes",
  ],
} as const satisfies CommandSpec;

export const STATS = {
  path: "stats",
  summary: "Tell minute by minute what has happened to jobs",
  arguments: [],
  options: {
    type: { kind: "text", flags: "--type <type>", help: "to jobs of this type (default: all)" },
    minutes: {
      kind: "count",
      flags: "--minutes <n>",
      help: "how far back, 1 to 1440 (default: 60)",
    },
    watch: {
      kind: "flag",
      flags: "--watch",
      help: "show how many jobs there are, and their rates, again and again, until it is ended",
    },
    interval: {
      kind: "duration",
      flags: "--interval <length>",
      help: "how often, with --watch (default: 1s)",
    },
  },
  examples: ["millrace stats", "millrace stats --type email --minutes 5 -o json"],
} as const satisfies CommandSpec;

export const TOP = {
  path: "top",
  summary: "Watch queues, workers and jobs in the terminal",
  details: `Keys: up and down choose a queue, enter shows its jobs, escape goes back, p pauses or resumes it
(and asks), q ends.`,
  arguments: [],
  options: {
    interval: {
      kind: "duration",
      flags: "--interval <length>",
      help: "how often it shows what is new (default: 1s)",
    },
  },
  examples: ["millrace top", "millrace top --interval 500ms"],
} as const satisfies CommandSpec;
