import { readWorkflowFile } from "@millrace/server/workflow-file";
import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { differences } from "../definition-diff.ts";
import { DIFFERENCE_VIEW } from "../output/difference-view.ts";
import { readText } from "../read-text.ts";
import type { WORKFLOW_DIFF } from "../specs/workflow.ts";

export const run: Run<typeof WORKFLOW_DIFF> = async ({ arguments: [file], options, ...call }) => {
  const name = file === "-" ? "stdin" : file;
  const { problems, definition } = readWorkflowFile(await readText(file, call.io), name);
  if (problems.length > 0) {
    throw new CliError(`the workflow is not in order:\n${problems.join("\n")}`, {
      ...{ exit: "invalid", code: "INVALID_ARGUMENT", field: "file" },
    });
  }
  // Without problems it has one.
  const { name: workflow } = definition as { readonly name: string };
  const client = await call.connect();
  const kept = await client.workflows.get(workflow, options.workflowVersion);
  const found = differences(kept.definition, definition);
  await call.output.items(found, DIFFERENCE_VIEW);
  const what = found.length === 0 ? "says the same as" : "differs from";
  call.messages.note(`${name} ${what} version ${kept.version} of ${kept.name}`);
};
