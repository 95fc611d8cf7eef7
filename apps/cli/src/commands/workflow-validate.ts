import { workflowFileProblems } from "@millrace/server/workflow-file";
import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { readText } from "../read-text.ts";
import type { WORKFLOW_VALIDATE } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_VALIDATE> = async ({ arguments: [file], io, messages }) => {
  const name = file === "-" ? "stdin" : file;
  const problems = workflowFileProblems(await readText(file, io), name);
  if (problems.length > 0) {
    throw new CliError(`the workflow is not in order:\n${problems.join("\n")}`, {
      ...{ exit: "invalid", code: "INVALID_ARGUMENT", field: "file" },
    });
  }
  messages.note(`${name} is in order`);
};
