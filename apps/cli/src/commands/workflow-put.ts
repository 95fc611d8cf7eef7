import { readWorkflowFile } from "@millrace/server/workflow-file";
import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { readText } from "../read-text.ts";
import type { WORKFLOW_PUT } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_PUT> = async ({ arguments: [file], ...call }) => {
  const name = file === "-" ? "stdin" : file;
  const { problems, definition } = readWorkflowFile(await readText(file, call.io), name);
  if (problems.length > 0) {
    throw new CliError(`nothing was put:\n${problems.join("\n")}`, {
      ...{ exit: "invalid", code: "INVALID_ARGUMENT", field: "file" },
    });
  }
  const client = await call.connect();
  const put = await client.workflows.put(definition);
  const what = put.created ? "is new" : "was there already";
  call.messages.note(`version ${put.version} of ${put.name} ${what}`);
};
