import type { CommandSpec, OptionSpecs } from "../command-spec.ts";
import { BULK } from "./bulk.ts";

const QUERY = {
  form: "[query...]",
  help: "a type, or NAME:VALUE for any filter below, such as status:failed; see millrace help query",
} as const;

const IDS = { form: "<id...>", help: "ids of jobs" } as const;

/** The filters of jobs. `NAME:VALUE` in a query is the same as `--NAME VALUE`. */
export const JOB_FILTERS = {
  type: { kind: "text", flags: "--type <type>", help: "only jobs of this type" },
  status: {
    kind: "texts",
    flags: "--status <list>",
    help: "only jobs in these statuses, such as failed,cancelled",
  },
  meta: {
    kind: "labels",
    flags: "--meta <key=value>",
    help: "only jobs with this entry in their metadata; again for more",
  },
  error: {
    kind: "text",
    flags: "--error <text>",
    help: "only jobs that had an error with this text",
  },
  errorGroup: {
    kind: "text",
    flags: "--error-group <id>",
    help: "only jobs whose latest error is of this group: see millrace dead groups",
  },
  worker: {
    kind: "text",
    flags: "--worker <id>",
    help: "only jobs whose latest attempt was of this worker",
  },
  idPrefix: { kind: "text", flags: "--id-prefix <text>", help: "only jobs whose ids begin so" },
  minAttempt: {
    kind: "count",
    flags: "--min-attempt <n>",
    help: "only jobs at this attempt or a later one",
  },
  createdAfter: {
    kind: "ago",
    flags: "--created-after <time>",
    help: "only jobs created then or later: ISO 8601, or how long ago, such as 1h",
  },
  createdBefore: {
    kind: "ago",
    flags: "--created-before <time>",
    help: "only jobs created before then",
  },
} as const satisfies OptionSpecs;

/** How many jobs to list, and how. */
const LISTING = {
  limit: { kind: "count", flags: "--limit <n>", help: "at most so many jobs (default: 100)" },
  all: { kind: "flag", flags: "--all", help: "all of them" },
  reverse: {
    kind: "flag",
    flags: "--reverse",
    help: "the last ones of each status first",
  },
  full: { kind: "flag", flags: "--full", help: "with their payloads, results and logs" },
} as const satisfies OptionSpecs;

const DRY_RUN = {
  kind: "flag",
  flags: "--dry-run",
  help: "say what would be done, and do nothing",
} as const;

const IF_SEQUENCE = {
  kind: "count",
  flags: "--if-sequence <n>",
  help: "only if the job is at this sequence number, as it was read",
} as const;

const WHEN = {
  delay: { kind: "duration", flags: "--delay <length>", help: "how long until it is due" },
  at: { kind: "time", flags: "--at <time>", help: "when it is due, in ISO 8601" },
  priority: { kind: "count", flags: "--priority <n>", help: "0 to 100, higher first" },
} as const satisfies OptionSpecs;

const CONTENT_TYPE = {
  kind: "text",
  flags: "--content-type <type>",
  help: "what the payload is, as a media type (default: by how it looks)",
} as const;

export const JOB_ENQUEUE = {
  path: "job enqueue",
  alias: "submit",
  summary: "Enqueue a job",
  details: `The payload is a text as it stands; @FILE is what the file holds, and - what comes by the
standard input. What begins like JSON must be JSON. See millrace help payloads.`,
  arguments: [
    { form: "<type>", help: "the type of the job, which names its queue" },
    { form: "[payload]", help: "a text, @FILE, or - for the standard input" },
  ],
  options: {
    ...WHEN,
    expiresIn: {
      kind: "duration",
      flags: "--expires-in <length>",
      help: "how long after it is due its first attempt may begin",
    },
    maxAttempts: { kind: "count", flags: "--max-attempts <n>", help: "1 to 1000 (default: 4)" },
    attemptTimeout: {
      kind: "duration",
      flags: "--attempt-timeout <length>",
      help: "how long one attempt may take",
    },
    retention: {
      kind: "duration",
      flags: "--retention <length>",
      help: "how long it is kept once it has finished (default: 24h)",
    },
    idempotencyKey: {
      kind: "text",
      flags: "--idempotency-key <key>",
      help: "the same request again with the same key returns the same job",
    },
    concurrencyKey: {
      kind: "text",
      flags: "--concurrency-key <key>",
      help: "whose job it is: keys take turns, and may have limits",
    },
    unique: {
      kind: "text",
      flags: "--unique <key>",
      help: "unique key: one job at most for the same work",
    },
    after: { kind: "texts", flags: "--after <ids>", help: "jobs that have to end first" },
    group: { kind: "text", flags: "--group <id>", help: "the group that it joins" },
    meta: {
      kind: "labels",
      flags: "--meta <key=value>",
      help: "an entry of its metadata; again for more",
    },
    contentType: CONTENT_TYPE,
    atMostOnce: {
      kind: "flag",
      flags: "--at-most-once",
      help: "never start it a second time",
    },
    count: { kind: "count", flags: "--count <n>", help: "enqueue so many of it (default: 1)" },
    wait: { kind: "flag", flags: "--wait", help: "wait until it has finished" },
    dryRun: { kind: "flag", flags: "--dry-run", help: "check and show it, and enqueue nothing" },
  },
  examples: [
    `millrace job enqueue email '{"to": "ada@example.org"}'`,
    "millrace job enqueue email @message.json --delay 10m --priority 10 --meta team=mail",
    "millrace job enqueue report --idempotency-key report-2026-01-31 -o id",
  ],
} as const satisfies CommandSpec;

export const JOB_GET = {
  path: "job get",
  summary: "Show a job",
  details: "--payload and --result print the bytes as they are, and nothing else.",
  arguments: [{ form: "<id>", help: "id of the job" }],
  options: {
    payload: { kind: "flag", flags: "--payload", help: "print the bytes of its payload" },
    result: { kind: "flag", flags: "--result", help: "print the bytes of its result" },
  },
  examples: [
    "millrace job get $ID",
    "millrace job get $ID -o json --fields id,status,payload",
    "millrace job get $ID --payload",
  ],
} as const satisfies CommandSpec;

export const JOB_LIST = {
  path: "job list",
  pages: true,
  summary: "List jobs",
  arguments: [QUERY],
  options: { ...JOB_FILTERS, ...LISTING },
  examples: [
    "millrace job list",
    "millrace job list email status:failed error:timeout --reverse",
    "millrace job list --status failed,cancelled --created-after 1h -o jsonl",
  ],
} as const satisfies CommandSpec;

export const JOB_WATCH = {
  path: "job watch",
  summary: "Follow the changes of a job until it has finished",
  arguments: [{ form: "<id>", help: "id of the job" }],
  options: {},
  examples: ["millrace job watch $ID", "millrace job watch $ID -o jsonl --fields status,progress"],
} as const satisfies CommandSpec;

export const JOB_EXPLAIN = {
  path: "job explain",
  summary: "Say why a job does not run, what to do about it, and when it may start",
  arguments: [{ form: "<id>", help: "id of the job" }],
  options: {},
  examples: ["millrace job explain $ID", "millrace job explain $ID -o json --fields reasons"],
} as const satisfies CommandSpec;

export const JOB_LOGS = {
  path: "job logs",
  pages: true,
  summary: "Print the lines that the handlers of a job have logged",
  arguments: [{ form: "<id>", help: "id of the job" }],
  options: {
    follow: { kind: "flag", flags: "-f, --follow", help: "go on until the job has finished" },
  },
  examples: ["millrace job logs $ID", "millrace job logs $ID --follow --time iso"],
} as const satisfies CommandSpec;

export const JOB_WAIT = {
  path: "job wait",
  summary: "Wait until jobs have finished",
  details: `Ends with 0 when all have completed, with 10 when one has failed, with 11 when one was
cancelled, and with 8 when the --timeout was over before.`,
  arguments: [IDS],
  options: {},
  examples: ["millrace job wait $ID --timeout 1m", "millrace job wait $ID --quiet -o none"],
} as const satisfies CommandSpec;

export const JOB_CANCEL = {
  path: "job cancel",
  summary: "Cancel jobs: at once, or by a request to the handler of one that runs",
  arguments: [IDS],
  options: {
    reason: { kind: "text", flags: "--reason <text>", help: "why, for people" },
    ifSequence: IF_SEQUENCE,
    dryRun: DRY_RUN,
  },
  examples: [
    'millrace job cancel $ID --reason "sent by hand"',
    "millrace job cancel $ID --dry-run",
  ],
} as const satisfies CommandSpec;

export const JOB_RETRY = {
  path: "job retry",
  summary: "Run finished jobs again, with all their attempts",
  arguments: [IDS],
  options: { ifSequence: IF_SEQUENCE, dryRun: DRY_RUN },
  examples: ["millrace job retry $ID", "millrace job retry $ID --dry-run"],
} as const satisfies CommandSpec;

export const JOB_DELETE = {
  path: "job delete",
  summary: "Forget jobs and their idempotency keys",
  arguments: [IDS],
  options: { ifSequence: IF_SEQUENCE, dryRun: DRY_RUN },
  examples: ["millrace job delete $ID --yes", "millrace job delete $ID --dry-run"],
} as const satisfies CommandSpec;

export const JOB_UPDATE = {
  path: "job update",
  summary: "Change jobs that wait: when they are due, their priority, payload or metadata",
  arguments: [IDS],
  options: {
    ...WHEN,
    payload: {
      kind: "text",
      flags: "--payload <payload>",
      help: "the new payload: a text, @FILE, or - for the standard input",
    },
    contentType: CONTENT_TYPE,
    meta: {
      kind: "labels",
      flags: "--meta <key=value>",
      help: "the new metadata, in place of all that there was; again for more",
    },
    ifSequence: IF_SEQUENCE,
  },
  examples: [
    "millrace job update $ID --delay 1h",
    `millrace job update $ID --priority 100 --payload '{"to": "grace@example.org"}'`,
  ],
} as const satisfies CommandSpec;

export const DEAD_LIST = {
  path: "dead list",
  pages: true,
  summary: "List the jobs that have failed for good",
  arguments: [QUERY],
  options: withoutStatus({ ...JOB_FILTERS, ...LISTING }),
  examples: ["millrace dead list", "millrace dead list email error:timeout"],
} as const satisfies CommandSpec;

/** Which jobs, where no query says so. */
const ALL = {
  all: { kind: "flag", flags: "--all", help: "all of them, of every type" },
} as const satisfies OptionSpecs;

const BULK_DETAILS = `Takes a query, or --all. Counts the jobs, asks before it changes more than 100, and refuses when
their number is off by more than a tenth by then. Jobs that are made meanwhile are left alone.`;

export const JOB_BULK_RETRY = {
  path: "job bulk retry",
  summary: "Run many finished jobs again: those that have failed, unless statuses are named",
  details: BULK_DETAILS,
  arguments: [QUERY],
  options: { ...JOB_FILTERS, ...ALL, ...BULK },
  examples: [
    "millrace job bulk retry email error:timeout --dry-run",
    "millrace job bulk retry email status:cancelled created-after:1h --rate 50",
  ],
} as const satisfies CommandSpec;

export const JOB_BULK_CANCEL = {
  path: "job bulk cancel",
  summary: "Cancel many jobs: all that have not finished, unless statuses are named",
  details: BULK_DETAILS,
  arguments: [QUERY],
  options: {
    ...JOB_FILTERS,
    ...ALL,
    ...BULK,
    reason: { kind: "text", flags: "--reason <text>", help: "why, for people" },
  },
  examples: ['millrace job bulk cancel email meta:team=mail --reason "sent by hand"'],
} as const satisfies CommandSpec;

export const JOB_BULK_DELETE = {
  path: "job bulk delete",
  summary: "Forget many jobs, in the statuses that are named",
  details: `${BULK_DETAILS} Always asks.`,
  arguments: [QUERY],
  options: { ...JOB_FILTERS, ...ALL, ...BULK },
  examples: [
    "millrace job bulk delete email status:completed --dry-run",
    "millrace job bulk delete email status:failed created-before:30d --yes",
  ],
} as const satisfies CommandSpec;

export const DEAD_GROUPS = {
  path: "dead groups",
  pages: true,
  summary: "Group the errors of jobs that have failed for good by what they have in common",
  details: `Looks at the latest jobs, and says at how many of how many. The jobs of a group are
listed and run again by error-group:ID in a query.`,
  arguments: [{ form: "[type]", help: "a type (default: all of them)" }],
  options: {
    retrying: {
      kind: "flag",
      flags: "--retrying",
      help: "jobs that are to be tried again as well",
    },
    lookAt: {
      kind: "count",
      flags: "--look-at <n>",
      help: "how many jobs to look at, up to 10,000 (default: 1,000)",
    },
  },
  examples: ["millrace dead groups", "millrace dead groups email --retrying --look-at 10000"],
} as const satisfies CommandSpec;

export const DEAD_REDRIVE = {
  path: "dead redrive",
  summary: "Run the jobs again that have failed for good",
  details: BULK_DETAILS,
  arguments: [QUERY],
  options: { ...withoutStatus(JOB_FILTERS), ...ALL, ...BULK },
  examples: [
    "millrace dead redrive email error:timeout --dry-run",
    "millrace dead redrive email --yes",
  ],
} as const satisfies CommandSpec;

const OPERATION = { form: "<operation>", help: "id of the operation" } as const;

export const OPERATION_LIST = {
  path: "operation list",
  pages: true,
  summary: "List what is being done to many jobs, the latest first",
  arguments: [],
  options: {
    limit: { kind: "count", flags: "--limit <n>", help: "at most so many (default: 100)" },
  },
  examples: ["millrace operation list --limit 10"],
} as const satisfies CommandSpec;

export const OPERATION_GET = {
  path: "operation get",
  summary: "Show an operation, with the errors of its jobs",
  arguments: [OPERATION],
  options: {},
  examples: ["millrace operation get $OPERATION"],
} as const satisfies CommandSpec;

export const OPERATION_WAIT = {
  path: "operation wait",
  summary: "Wait until an operation has ended",
  arguments: [OPERATION],
  options: {},
  examples: ["millrace operation wait $OPERATION --timeout 10m"],
} as const satisfies CommandSpec;

export const OPERATION_STOP = {
  path: "operation stop",
  summary: "Stop an operation after its round under way; what it has done stays done",
  arguments: [OPERATION],
  options: {},
  examples: ["millrace operation stop $OPERATION"],
} as const satisfies CommandSpec;

function withoutStatus<Specs extends { readonly status: unknown }>(
  specs: Specs,
): Omit<Specs, "status"> {
  const { status: _, ...others } = specs;
  return others;
}
