import { type EditorText, readDocument } from "./editor-document.ts";

const MAX_BYTES = 1024 * 1024;

/** The text of a file, by whose name and content it is JSON or YAML. */
export async function textOfFile(file: File): Promise<EditorText> {
  if (file.size > MAX_BYTES) throw new Error("a definition has at most 1 MiB");
  const text = await file.text();
  const format = formatOf(text, file.name);
  const document = readDocument({ text, format });
  if ("fault" in document) {
    throw new Error(`line ${document.fault.line}: ${document.fault.message}`);
  }
  return { text, format };
}

function formatOf(text: string, name: string): EditorText["format"] {
  if (/\.ya?ml$/i.test(name)) return "yaml";
  return /\.json$/i.test(name) || /^\s*\{/.test(text) ? "json" : "yaml";
}
