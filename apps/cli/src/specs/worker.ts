import type { CommandSpec } from "../command-spec.ts";

export const WORKER_LIST = {
  path: "worker list",
  pages: true,
  summary: "List the workers that live",
  arguments: [],
  options: {},
  examples: ["millrace worker list", "millrace worker list -o json --fields workerId,types"],
} as const satisfies CommandSpec;

export const WORKER_GET = {
  path: "worker get",
  summary: "Show a worker that lives: what it works on, how much of it, and how it does",
  arguments: [{ form: "<worker>", help: "the name of a worker" }],
  options: {},
  examples: ["millrace worker get mail-1", "millrace worker get mail-1 -o yaml"],
} as const satisfies CommandSpec;

export const WORKER_EXEC = {
  path: "worker exec",
  summary: "Work on jobs by a program: in any language, or a script",
  details: `The program is started once for each attempt, in the environment of this process and with
MILLRACE_JOB_ID, MILLRACE_JOB_TYPE, MILLRACE_JOB_ATTEMPT, MILLRACE_JOB_MAX_ATTEMPTS,
MILLRACE_JOB_CONTENT_TYPE, MILLRACE_JOB_METADATA (as JSON), MILLRACE_JOB_FENCE and MILLRACE_WORKER_ID.

The payload comes by its standard input. What it writes to its standard output is the result of the
job; each line of its standard error is kept in the log of the job. It completes the job by the exit
code 0, and fails the attempt by any other one, with the last line of its standard error.

By a cancel, a timeout, a lost lease or the end of a shutdown it gets SIGTERM, and all that it has
started with it; later SIGKILL. Runs until SIGTERM or Ctrl-C; then it lets programs end that run.`,
  arguments: [
    { form: "<type>", help: "the type of the jobs to work on" },
    { form: "<command...>", help: "the program and its arguments, after --" },
  ],
  options: {
    concurrency: {
      kind: "count",
      flags: "--concurrency <n>",
      help: "how many programs run at a time (default: 1)",
    },
    permanent: {
      kind: "texts",
      flags: "--permanent <codes>",
      help: "exit codes by which a job fails for good, such as 64,65",
    },
    lease: {
      kind: "duration",
      flags: "--lease <length>",
      help: "how long a job of a crashed worker waits; a cancel comes within a third (default: 30s)",
    },
    grace: {
      kind: "duration",
      flags: "--grace <length>",
      help: "how long a shutdown waits for programs that run (default: 25s)",
    },
    killAfter: {
      kind: "duration",
      flags: "--kill-after <length>",
      help: "how long after SIGTERM comes SIGKILL (default: 10s)",
    },
  },
  examples: [
    "millrace worker exec email -- ./send-mail.sh",
    `millrace worker exec email --concurrency 4 --permanent 65 -- python3 send_mail.py --verbose`,
  ],
} as const satisfies CommandSpec;
