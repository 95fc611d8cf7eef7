/**
 * `document` with what the command `pnpm NAME` wrote between its marks replaced by `table`.
 *
 * @throws Error when the marks are missing.
 */
export function withTable(document: string, name: string, table: string): string {
  const startMark = `<!-- ${name}: written by \`pnpm ${name}\` -->`;
  const endMark = `<!-- /${name} -->`;
  const start = document.indexOf(startMark);
  const end = document.indexOf(endMark);
  if (start < 0 || end < start) throw new Error(`the document has no ${startMark} … ${endMark}`);
  return `${document.slice(0, start)}${startMark}\n${table}\n${document.slice(end)}`;
}
