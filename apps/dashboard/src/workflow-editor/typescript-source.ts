import { type Json, toTypeScript, type WorkflowDefinition } from "@millrace/workflow";

/** The definition as a program that makes it; or why there is none. */
export function typeScriptSource(definition: Json): string {
  return toTypeScript(definition as unknown as WorkflowDefinition);
}
