import type { CommandSpec } from "../command-spec.ts";

export const SERVER_INFO = {
  path: "server info",
  summary: "Show the version, the store and the limits of a server, and who maintains the store",
  details: "There is none where --store, or MILLRACE_URL, leads to a store.",
  arguments: [],
  options: {},
  examples: [
    "millrace server info",
    "millrace server info -o json --fields version",
    "millrace server info -o json --fields status",
  ],
} as const satisfies CommandSpec;

export const SERVER_DOCTOR = {
  path: "server doctor",
  summary: "Look for what keeps jobs from being done, and say what to do about it",
  details: `Looks at the server or the store, its clock, the queues and the workers. Ends with 1 when
something has failed; a warning ends with 0. --fix-plan runs nothing: read it, take what you want.`,
  arguments: [],
  options: {
    fixPlan: {
      kind: "flag",
      flags: "--fix-plan",
      help: "print a shell script of what mends it, each command below what it is for",
    },
  },
  examples: [
    "millrace server doctor",
    "millrace server doctor -o json --fields check,status",
    "millrace server doctor --fix-plan",
  ],
} as const satisfies CommandSpec;

export const STORE_CHECK = {
  path: "store check",
  summary:
    "Open a store, and say what an operator should know of it, and what in it does not fit together",
  details: `Opening brings a SQLite file, and a Postgres where that may be done, to this version. Each job that has not
finished is read: those that cannot be, that wait for what is not there or has ended, slots of concurrency keys that no
job has, and definitions, schedules and runs that are no JSON are told with what to do. It changes nothing, and ends
with 1 when any of it was found.`,
  arguments: [],
  options: {},
  examples: ["millrace store check --store sqlite:./millrace.db"],
} as const satisfies CommandSpec;

export const STORE_MIGRATE = {
  path: "store migrate",
  summary: "Bring the tables of a store to this version",
  details: "For a Postgres whose servers and workers have not the rights to do so themselves.",
  arguments: [],
  options: {},
  examples: ["millrace store migrate --store $POSTGRES"],
} as const satisfies CommandSpec;

export const STORE_EXPORT = {
  path: "store export",
  summary: "Write all that a store keeps to a file, to be imported into one of any kind",
  details: `A file of JSON, a line a record: jobs in every status with their attempts, results, errors, logs and keys, groups,
queues' settings and limits, schedules, workflows and their runs. Not taken along: workers, operations on many jobs,
statistics, what rates have counted, and throttles.

Queues must be paused, so that nothing starts while they are read: then every job that is there the whole time is
in the file, as it was when it was read. With --live, one that goes back meanwhile, such as by a retry, may be missing. A job that
moves on may stand there twice: an import takes it once. What is made meanwhile may be in it or not.`,
  arguments: [
    { form: "[file]", help: "FILE.gz is compressed, and - is the standard output (default: -)" },
  ],
  options: {
    live: { kind: "flag", flags: "--live", help: "read queues that are not paused, too" },
    dryRun: { kind: "flag", flags: "--dry-run", help: "count the records, and write none" },
  },
  examples: [
    "millrace store export jobs.jsonl.gz --store sqlite:./millrace.db",
    "millrace store export --store sqlite:./millrace.db --dry-run",
  ],
} as const satisfies CommandSpec;

export const STORE_IMPORT = {
  path: "store import",
  summary: "Put what was exported from a store into another one, of whatever kind",
  details: `Everything keeps its id and its times. A running job keeps its lease: its worker can settle it here, else it is
rescued once the lease has ended. Queues that were paused are paused. Point servers and workers at one of the two
stores alone, or jobs run in both.

The store must be empty. With --merge what is there already, by its id, is left as it is; an import that was
interrupted goes on with it. A line that cannot be imported is told of by its number, and the others are imported.`,
  arguments: [
    { form: "[file]", help: "FILE.gz is compressed, and - is the standard input (default: -)" },
  ],
  options: {
    merge: { kind: "flag", flags: "--merge", help: "import into a store that is not empty" },
    dryRun: { kind: "flag", flags: "--dry-run", help: "check every line, and import none" },
  },
  examples: [
    "millrace store import jobs.jsonl.gz --store sqlite:./copy.db --dry-run",
    "millrace store import jobs.jsonl.gz --store sqlite:./copy.db --merge",
  ],
} as const satisfies CommandSpec;

export const API = {
  path: "api",
  summary: "Call a method of a server by its name",
  details: "The methods are those of proto/millrace/v1; without one, they are listed.",
  arguments: [{ form: "[method]", help: "such as GetJob, or JobService/GetJob" }],
  options: {
    data: {
      kind: "text",
      flags: "-d, --data <json>",
      help: "the request: a text, @FILE, or - for the standard input (default: {})",
    },
  },
  examples: [
    "millrace api",
    `millrace api GetJob -d '{"id": "'$ID'"}'`,
    "millrace api QueueService/ListQueues",
  ],
} as const satisfies CommandSpec;
