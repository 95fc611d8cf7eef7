/** `name` as an identifier in SQL. */
export function escapeIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a literal in SQL. */
export function escapeLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
