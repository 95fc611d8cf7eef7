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
  summary: "Open a store, and say what an operator should know of it",
  details: "Opening brings a SQLite file, and a Postgres where that may be done, to this version.",
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
