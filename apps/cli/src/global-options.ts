import type { OptionSpecs, OptionsOf } from "./command-spec.ts";

export const FORMATS = ["table", "wide", "json", "jsonl", "yaml", "id", "none"] as const;

export const TIME_FORMS = ["relative", "iso", "unix"] as const;

/** The options that every command takes. */
export const GLOBAL_OPTIONS = {
  server: {
    kind: "text",
    flags: "--server <url>",
    help: "the server to speak with, http: or https: (MILLRACE_URL)",
  },
  store: {
    kind: "text",
    flags: "--store <url>",
    help: "the store to work on, without a server: redis:, postgres: or sqlite: (MILLRACE_URL)",
  },
  context: {
    kind: "text",
    flags: "--context <name>",
    help: "the context that says where the jobs are (MILLRACE_CONTEXT)",
  },
  http1: {
    kind: "flag",
    flags: "--http1",
    help: "speak HTTP/1.1 with the server, for a proxy that passes on nothing else",
  },
  output: {
    kind: "choice",
    flags: "-o, --output <format>",
    help: "how to print data; see millrace help formatting",
    choices: FORMATS,
  },
  fields: {
    kind: "texts",
    flags: "--fields <names>",
    help: "print these fields alone, such as id,status,payload.to",
  },
  jq: {
    kind: "text",
    flags: "--jq <filter>",
    help: "print what this filter of jq makes of each thing, as -o json has it",
  },
  time: {
    kind: "choice",
    flags: "--time <form>",
    help: "how tables show times",
    choices: TIME_FORMS,
  },
  color: {
    kind: "choice",
    flags: "--color <when>",
    help: "whether to colour tables",
    choices: ["auto", "always", "never"],
  },
  timeout: {
    kind: "duration",
    flags: "--timeout <length>",
    help: "how long a call, or the wait for jobs, may take",
  },
  quiet: { kind: "flag", flags: "-q, --quiet", help: "print no notes and no progress" },
  yes: { kind: "flag", flags: "-y, --yes", help: "answer yes to what would be asked" },
  input: {
    kind: "flag",
    flags: "--no-input",
    help: "never ask; refuse what would need an answer",
  },
  pager: {
    kind: "flag",
    flags: "--no-pager",
    help: "print long lists at once, and not screen by screen (MILLRACE_PAGER, PAGER)",
  },
  debug: { kind: "flag", flags: "--debug", help: "print where errors come from" },
} as const satisfies OptionSpecs;

export type GlobalOptions = OptionsOf<typeof GLOBAL_OPTIONS>;
