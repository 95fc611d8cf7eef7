import type { CommandSpec } from "../command-spec.ts";

export const SERVER_INFO = {
  path: "server info",
  summary: "Show the version, the store and the limits of a server",
  details: "There is none where --store, or MILLRACE_URL, leads to a store.",
  arguments: [],
  options: {},
  examples: ["millrace server info", "millrace server info -o json --fields version"],
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
