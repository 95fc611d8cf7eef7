import type { CommandSpec } from "../command-spec.ts";

export const WORKFLOW_VALIDATE = {
  path: "workflow validate",
  summary: "Tell what is wrong with the definition of a workflow, by line and field",
  details: `The file is YAML or JSON; - is the standard input. No server and no store are asked. The exit code is 0 for a
definition that is in order, and that of what is invalid for any other one.`,
  arguments: [{ form: "<file>", help: "the definition" }],
  options: {},
  examples: ["millrace workflow validate workflow.yaml"],
} as const satisfies CommandSpec;

const RUN = { form: "<run>", help: "the id of a run" } as const;
const NAME = { form: "<workflow>", help: "the name of a workflow" } as const;
const BY = {
  kind: "text",
  flags: "--by <name>",
  help: "who wants it (default: the user)",
} as const;

export const WORKFLOW_DIFF = {
  path: "workflow diff",
  summary: "Tell in what the definition in a file differs from the one that is kept",
  details:
    "The file is YAML or JSON; - is the standard input. Nothing is put, and the exit code is 0 either way.",
  arguments: [{ form: "<file>", help: "the definition" }],
  options: {
    workflowVersion: {
      kind: "count",
      flags: "--workflow-version <n>",
      help: "with this version (default: the latest)",
    },
  },
  examples: ["millrace workflow diff workflow.yaml"],
} as const satisfies CommandSpec;

export const WORKFLOW_PUT = {
  path: "workflow put",
  summary: "Keep a workflow, as a new version unless the latest one says the same",
  details: "The file is YAML or JSON; - is the standard input. Errors name line and field.",
  arguments: [{ form: "<file>", help: "the definition" }],
  options: {},
  examples: ["millrace workflow put workflow.yaml"],
} as const satisfies CommandSpec;

export const WORKFLOW_LIST = {
  path: "workflow list",
  pages: true,
  summary: "List workflows, by name",
  arguments: [],
  options: {},
  examples: ["millrace workflow list", "millrace workflow list -o json"],
} as const satisfies CommandSpec;

export const WORKFLOW_GET = {
  path: "workflow get",
  summary: "Show the definition of a workflow",
  arguments: [NAME],
  options: {
    workflowVersion: {
      kind: "count",
      flags: "--workflow-version <n>",
      help: "which version (default: the latest)",
    },
  },
  examples: [
    "millrace workflow get order",
    "millrace workflow get order --workflow-version 1 -o json",
  ],
} as const satisfies CommandSpec;

export const WORKFLOW_START = {
  path: "workflow start",
  summary: "Start a run of a workflow",
  details: "The input is JSON: a text, @FILE, or - for the standard input.",
  arguments: [NAME, { form: "[input]", help: "the input of the run (default: {})" }],
  options: {
    workflowVersion: {
      kind: "count",
      flags: "--workflow-version <n>",
      help: "which version (default: the latest)",
    },
    idKey: {
      kind: "text",
      flags: "--id-key <key>",
      help: "what a run has that is shown in its place",
    },
    delay: { kind: "duration", flags: "--delay <length>", help: "when to begin, from now" },
    retention: {
      kind: "duration",
      flags: "--retention <length>",
      help: "how long it is kept after its end (default: 7d)",
    },
    metadata: { kind: "labels", flags: "-m, --metadata <key=value>", help: "a label; repeatable" },
    wait: { kind: "flag", flags: "--wait", help: "wait until the run has ended, and show its end" },
  },
  examples: [
    "millrace workflow start order",
    "millrace workflow start order '{\"id\": 7}' --id-key order-7",
    "millrace workflow start order --delay 5m -o id",
  ],
} as const satisfies CommandSpec;

export const WORKFLOW_RUNS = {
  path: "workflow runs",
  pages: true,
  summary: "List runs, the latest first",
  arguments: [{ form: "[workflow]", help: "only those of a workflow" }],
  options: {
    status: {
      kind: "choice",
      flags: "--status <status>",
      help: "only those in this status",
      choices: ["running", "paused", "cancelling", "completed", "failed", "cancelled"],
    },
  },
  examples: ["millrace workflow runs", "millrace workflow runs order --status failed -o json"],
} as const satisfies CommandSpec;

export const WORKFLOW_SHOW = {
  path: "workflow show",
  summary: "Show a run: where it is, its steps and what came of it",
  arguments: [RUN],
  options: {},
  examples: ["millrace workflow show $RUN", "millrace workflow show $RUN -o yaml"],
} as const satisfies CommandSpec;

export const WORKFLOW_WATCH = {
  path: "workflow watch",
  pages: true,
  summary: "Print the history of a run as it goes on, until it has ended",
  arguments: [RUN],
  options: {
    after: { kind: "count", flags: "--after <n>", help: "behind the line of this number" },
  },
  examples: ["millrace workflow watch $RUN"],
} as const satisfies CommandSpec;

export const WORKFLOW_CANCEL = {
  path: "workflow cancel",
  summary: "Cancel a run: what has not begun, then what runs; then it does what is last",
  arguments: [RUN],
  options: { reason: { kind: "text", flags: "--reason <text>", help: "why, for people" }, by: BY },
  examples: ['millrace workflow cancel $RUN --reason "not needed" --yes'],
} as const satisfies CommandSpec;

export const WORKFLOW_PAUSE = {
  path: "workflow pause",
  summary: "Have no further step of a run start",
  arguments: [RUN],
  options: { by: BY },
  examples: ["millrace workflow pause $RUN"],
} as const satisfies CommandSpec;

export const WORKFLOW_RESUME = {
  path: "workflow resume",
  summary: "End the pause of a run",
  arguments: [RUN],
  options: { by: BY },
  examples: ["millrace workflow resume $RUN"],
} as const satisfies CommandSpec;

export const WORKFLOW_SIGNAL = {
  path: "workflow signal",
  alias: "send",
  summary: "Send a signal to a run",
  details: "The payload is JSON: a text, @FILE, or - for the standard input.",
  arguments: [
    RUN,
    { form: "<signal>", help: "its name" },
    { form: "[payload]", help: "what it says (default: null)" },
  ],
  options: {
    signalId: {
      kind: "text",
      flags: "--signal-id <id>",
      help: "a run takes a signal of the same id once",
    },
    by: BY,
  },
  examples: ["millrace workflow signal $RUN go '{\"ok\": true}'"],
} as const satisfies CommandSpec;

export const WORKFLOW_RERUN = {
  path: "workflow rerun",
  alias: "retry",
  summary: "Run a run that has ended again, from what failed or from steps",
  arguments: [RUN, { form: "[step...]", help: "from which steps (default: those that failed)" }],
  options: { by: BY },
  examples: ["millrace workflow rerun $RUN go"],
} as const satisfies CommandSpec;

export const WORKFLOW_DELETE = {
  path: "workflow delete",
  summary: "Delete runs that have ended, with their jobs and results",
  arguments: [{ form: "<run...>", help: "the ids of runs" }],
  options: {},
  examples: ["millrace workflow delete $RUN --yes"],
} as const satisfies CommandSpec;
