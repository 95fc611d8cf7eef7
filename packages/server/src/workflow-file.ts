import { validateWorkflow } from "@millrace/workflow";
import { readYaml, YamlError } from "./yaml-file.ts";

/** A workflow that a file of YAML or JSON holds. */
export interface WorkflowFile {
  /** What is wrong with it, each with its line and its field; nothing for one that is in order. */
  readonly problems: readonly string[];
  /** As JSON has it; undefined for what cannot be read. */
  readonly definition?: unknown;
}

/** @param name what the file is called in problems. */
export function readWorkflowFile(text: string, name: string): WorkflowFile {
  try {
    const yaml = readYaml(text, name);
    const violations = validateWorkflow(yaml.content);
    const problems = [
      ...yaml.problems,
      ...violations.map((violation) => yaml.problemOf(violation)),
    ];
    return { problems, definition: yaml.content };
  } catch (error) {
    if (error instanceof YamlError) return { problems: error.problems };
    throw error;
  }
}

/** What is wrong with a workflow in a file. */
export function workflowFileProblems(text: string, name: string): readonly string[] {
  return readWorkflowFile(text, name).problems;
}
