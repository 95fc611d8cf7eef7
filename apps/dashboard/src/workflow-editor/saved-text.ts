import type { Json } from "@millrace/workflow";
import { isObject } from "../workflow-graph/step-list.ts";
import { type EditorText, readDocument } from "./editor-document.ts";
import { isSameJson } from "./same-json.ts";
import { withFields } from "./step-commands.ts";
import { writeText } from "./write-document.ts";

/**
 * A definition to save. A text with comments goes along in `ui`, which is no part of what tells versions apart, so that
 * the comments are there for the next one.
 */
export function definitionToSave(definition: Json, { text, format }: EditorText): Json {
  const hasMore = format === "yaml" && text.includes("#") && text !== writeText(definition, "yaml");
  if (!hasMore || !isObject(definition)) return definition;
  const { ui } = definition;
  return { ...definition, ui: { ...(isObject(ui) && ui), yaml: text } };
}

/** The text of a definition that was saved. */
export function textOfSaved(saved: Json): EditorText {
  const ui = isObject(saved) ? saved["ui"] : undefined;
  const text = isObject(ui) ? ui["yaml"] : undefined;
  if (!isObject(saved) || !isObject(ui) || typeof text !== "string") {
    return { text: writeText(saved, "yaml"), format: "yaml" };
  }
  const rest = withFields(ui, { yaml: undefined });
  const definition = withFields(saved, { ui: Object.keys(rest).length === 0 ? undefined : rest });
  const document = readDocument({ text, format: "yaml" });
  const isOf = "definition" in document && isSameJson(document.definition, definition);
  return { text: isOf ? text : writeText(definition, "yaml"), format: "yaml" };
}
