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
