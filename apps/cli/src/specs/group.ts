import type { CommandSpec } from "../command-spec.ts";

const GROUP = { form: "<group>", help: "id of the group" } as const;

export const GROUP_GET = {
  path: "group get",
  summary: "Show a group: how many of its jobs are where, and the jobs that it calls back",
  arguments: [GROUP],
  options: {},
  examples: ["millrace group get $GROUP", "millrace group get $GROUP -o yaml --fields counts.open"],
} as const satisfies CommandSpec;

export const GROUP_JOBS = {
  path: "group jobs",
  pages: true,
  summary: "List the jobs of a group, the earliest first",
  arguments: [GROUP],
  options: {
    limit: { kind: "count", flags: "--limit <n>", help: "at most so many (default: 100)" },
    all: { kind: "flag", flags: "--all", help: "all of them" },
  },
  examples: ["millrace group jobs $GROUP", "millrace group jobs $GROUP --all -o jsonl"],
} as const satisfies CommandSpec;

export const GROUP_SEAL = {
  path: "group seal",
  summary: "Let no more jobs join a group, so that it ends with those that have",
  arguments: [GROUP],
  options: {},
  examples: ["millrace group seal $GROUP"],
} as const satisfies CommandSpec;

export const GROUP_CANCEL = {
  path: "group cancel",
  summary: "Seal a group, and cancel those of its jobs that have not finished",
  details: "Asks when there are more than 100.",
  arguments: [GROUP],
  options: { reason: { kind: "text", flags: "--reason <text>", help: "why, for people" } },
  examples: ['millrace group cancel $GROUP --reason "not needed any more"'],
} as const satisfies CommandSpec;

export const GROUP_RETRY = {
  path: "group retry",
  summary: "Run the jobs of a group again that have failed",
  details: "Its callbacks stay as they are. Asks when there are more than 100.",
  arguments: [GROUP],
  options: {},
  examples: ["millrace group retry $GROUP"],
} as const satisfies CommandSpec;
