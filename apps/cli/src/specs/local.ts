import type { CommandSpec } from "../command-spec.ts";

export const DEV = {
  path: "dev",
  summary: "Run a server and a worker with sample jobs, to try things out",
  details: `The jobs are in memory and end with it, unless --store names another place. The worker takes
the types print, flaky, slow and broken.`,
  arguments: [],
  options: {
    port: {
      kind: "count",
      flags: "--port <number>",
      help: "the port of the server, 0 for any free one (default: 8080)",
    },
    seed: { kind: "flag", flags: "--seed", help: "enqueue sample jobs" },
  },
  examples: ["millrace dev --port 0 --seed", "millrace dev --port 0 --store sqlite:./dev.db"],
} as const satisfies CommandSpec;

const NAME = { form: "<name>", help: "the name of the context" } as const;

export const CONTEXT_ADD = {
  path: "context add",
  summary: "Keep where jobs are under a name, in place of what had the name before",
  details: "By --server or --store. The first context that there is becomes the current one.",
  arguments: [NAME],
  options: {},
  examples: [
    "millrace context add production --server https://queue.example.org",
    "millrace context add staging --store redis://localhost:6379",
  ],
} as const satisfies CommandSpec;

export const CONTEXT_USE = {
  path: "context use",
  summary: "Make a context the current one, which counts where nothing else is said",
  arguments: [NAME],
  options: {},
  examples: ["millrace context use production"],
} as const satisfies CommandSpec;

export const CONTEXT_LIST = {
  path: "context list",
  summary: "List the contexts",
  arguments: [],
  options: {},
  examples: ["millrace context list"],
} as const satisfies CommandSpec;

export const CONTEXT_SHOW = {
  path: "context show",
  summary: "Show where the jobs are, and what says so",
  arguments: [],
  options: {},
  examples: ["millrace context show", "millrace context show --context production"],
} as const satisfies CommandSpec;

export const CONTEXT_DELETE = {
  path: "context delete",
  summary: "Forget a context",
  arguments: [NAME],
  options: {},
  examples: ["millrace context delete production"],
} as const satisfies CommandSpec;

export const COMPLETION = {
  path: "completion",
  summary: "Print a script by which a shell completes commands, options, types and ids",
  details: `For bash:  source <(millrace completion bash)
For zsh:   source <(millrace completion zsh)
For fish:  millrace completion fish | source`,
  arguments: [{ form: "<shell>", help: "bash, zsh, fish or powershell" }],
  options: {},
  examples: ["millrace completion bash"],
} as const satisfies CommandSpec;

export const COMPLETE = {
  path: "complete",
  summary: "Answer the script of a shell",
  hidden: true,
  arguments: [{ form: "[words...]", help: "what stands on the line, after --" }],
  options: {},
  examples: ["millrace complete -- job li"],
} as const satisfies CommandSpec;

export const HELP = {
  path: "help",
  summary: "Show help on a command or a topic",
  arguments: [{ form: "[words...]", help: "a command, or one of the topics" }],
  options: {},
  examples: ["millrace help job list", "millrace help exit-codes"],
} as const satisfies CommandSpec;
