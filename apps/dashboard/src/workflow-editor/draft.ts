import type { EditorText } from "./editor-document.ts";

const KEY = "millrace.workflow-draft";

const BLANK: EditorText = { text: "name: my-workflow\nschema: 1\nsteps: {}\n", format: "yaml" };

/** What was edited last in this browser. */
export function readDraft(): EditorText | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(KEY) ?? "null") as EditorText | null;
    const isDraft =
      typeof draft?.text === "string" && (draft.format === "json" || draft.format === "yaml");
    return isDraft ? draft : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft({ text, format }: EditorText): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ text, format }));
  } catch {
    // It is there as long as the page is.
  }
}

export function blankText(): EditorText {
  return BLANK;
}
