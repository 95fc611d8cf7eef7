// Node 22 reads a text of SQLite up to its first U+0000, whatever stands behind it.

/** `text`, which may hold any character, as it stands in a column: without U+0000. */
export function storedText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\0", "\\0");
}

/** What {@link storedText} has made a column's text of. */
export function textOf(stored: string): string {
  return stored.replace(/\\([\\0])/g, (_, escaped) => (escaped === "0" ? "\0" : "\\"));
}
