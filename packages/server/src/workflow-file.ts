import { validateWorkflow } from "@millrace/workflow";
import { readYaml, YamlError } from "./yaml-file.ts";

/**
 * What is wrong with a workflow that a file of YAML or JSON holds, each with its line and its field; nothing for one
 * that is in order.
 *
 * @param name what the file is called in problems.
 */
export function workflowFileProblems(text: string, name: string): readonly string[] {
  try {
    const yaml = readYaml(text, name);
    const violations = validateWorkflow(yaml.content);
    return [...yaml.problems, ...violations.map((violation) => yaml.problemOf(violation))];
  } catch (error) {
    if (error instanceof YamlError) return error.problems;
    throw error;
  }
}
