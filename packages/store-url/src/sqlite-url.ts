/** How surely an acknowledged write is on the disk. */
export type SqliteSynchronous = "full" | "normal";

/** What a URL of a SQLite store says. */
export interface SqliteUrl {
  /** The path of the file, as it was given. */
  readonly file: string;
  /**
   * - `full`: what was acknowledged survives a loss of power.
   * - `normal`: it survives a crash of the process; a loss of power can cost the last moments. The
   *   file stays sound either way.
   *
   * Defaults to `full`.
   */
  readonly synchronous: SqliteSynchronous;
}

const FORM = /^sqlite:([^?]*)(?:\?(.*))?$/s;

/**
 * Reads `sqlite:FILE` or `sqlite:FILE?synchronous=normal`. FILE is a path as the system has it, taken
 * literally and relative to the working directory; it has no question mark.
 *
 * @returns what it says, or why it cannot be used.
 */
export function readSqliteUrl(text: string): SqliteUrl | string {
  const [, path = "", query = ""] = FORM.exec(text) ?? [];
  const file = path.replace(/^\/\/(?=\/)/, "");
  if (file === "") return "it names no file, such as sqlite:./millrace.db";
  if (file.startsWith("//")) return "a SQLite file has no host: sqlite:/a/file or sqlite:./a-file";
  if (file === ":memory:") return 'a store in memory is just "memory:"';
  if (file.includes("\0")) return "a path must not contain U+0000";
  let synchronous: SqliteSynchronous = "full";
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== "synchronous") return `there is no parameter ${name} for SQLite, only synchronous`;
    if (value !== "full" && value !== "normal") return "synchronous must be full or normal";
    synchronous = value;
  }
  return { file, synchronous };
}
