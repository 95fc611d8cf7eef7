import type { CommandSpec } from "../command-spec.ts";

export const WORKER_LIST = {
  path: "worker list",
  summary: "List the workers that live",
  arguments: [],
  options: {},
  examples: ["millrace worker list", "millrace worker list -o json --fields workerId,types"],
} as const satisfies CommandSpec;

export const SERVER_INFO = {
  path: "server info",
  summary: "Show the version, the store and the limits of a server",
  details: "There is none where --store, or MILLRACE_URL, leads to a store.",
  arguments: [],
  options: {},
  examples: ["millrace server info", "millrace server info -o json --fields version"],
} as const satisfies CommandSpec;

export const HELP = {
  path: "help",
  summary: "Show help on a command or a topic",
  arguments: [{ form: "[words...]", help: "a command, or one of the topics" }],
  options: {},
  examples: ["millrace help job list", "millrace help exit-codes"],
} as const satisfies CommandSpec;
