// Node 22 reads a text of SQLite only up to its first U+0000.

/** `text`, which may hold any character, as it stands in a column: without U+0000. */
export function storedText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\0", "\\0");
}

/** The text from which {@link storedText} made the text of a column. */
export function textOf(stored: string): string {
  return stored.replace(/\\([\\0])/g, (_, escaped) => (escaped === "0" ? "\0" : "\\"));
}
