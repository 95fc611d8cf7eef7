import type { EditorText } from "./editor-document.ts";

const KEY = "millrace.workflow-draft";

const BLANK: EditorText = { text: "name: my-workflow\nschema: 1\nsteps: {}\n", format: "yaml" };

/** What was edited last of a workflow in this browser and not saved; undefined when there is nothing. */
export function readDraft(name: string): EditorText | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(keyOf(name)) ?? "null") as EditorText | null;
    const isDraft =
      typeof draft?.text === "string" && (draft.format === "json" || draft.format === "yaml");
    return isDraft ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what is edited; without a text forgets it. */
export function keepDraft(name: string, draft: EditorText | undefined): void {
  try {
    if (draft === undefined) localStorage.removeItem(keyOf(name));
    else {
      const { text, format } = draft;
      localStorage.setItem(keyOf(name), JSON.stringify({ text, format }));
    }
  } catch {
    // It is there as long as the page is.
  }
}

export function blankText(): EditorText {
  return BLANK;
}

function keyOf(name: string): string {
  return `${KEY}.${name}`;
}
