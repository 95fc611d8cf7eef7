import { MillraceError } from "@millrace/core";

/** What node:sqlite throws. */
interface SqliteError extends Error {
  readonly code: "ERR_SQLITE_ERROR";
  /** SQLite's extended result code; its low byte is the primary one. */
  readonly errcode: number;
}

/** Primary result codes, https://sqlite.org/rescode.html. */
const CODES = {
  BUSY: 5,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;

/** The primary result code of what node:sqlite threw, or `undefined` when it is something else. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return (error as SqliteError).errcode & 0xff;
}

/** Whether the file or its disk takes no writes for now: what is in it may well be read. */
export function isWriteRefusal(error: unknown): boolean {
  const code = resultCode(error);
  return code === CODES.FULL || code === CODES.READONLY || code === CODES.IOERR;
}

/** What a failed command on the open database `file` is answered with; it has written nothing. */
export function commandError(error: unknown, file: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const { message } = error as Error;
  const options = { cause: error };
  switch (resultCode(error)) {
    case CODES.FULL:
      return new MillraceError(
        "UNAVAILABLE",
        `the disk of ${file} is full: free some space; nothing was written`,
        options,
      );
    case CODES.READONLY:
      return new MillraceError(
        "UNAVAILABLE",
        `${file} has become read-only: make the file, its folder and its disk writable; nothing was written`,
        options,
      );
    case CODES.IOERR:
      return new MillraceError(
        "UNAVAILABLE",
        `the disk of ${file} fails (${message}): check the system's log; nothing was written`,
        options,
      );
    case CODES.NOMEM:
      return new MillraceError("UNAVAILABLE", `there is not enough memory for ${file}`, options);
    case CODES.CORRUPT:
    case CODES.NOTADB:
      return new MillraceError(
        "DATA_LOSS",
        `${file} is damaged (${message}): stop the server and restore it from a backup, or try "sqlite3 ${file} .recover"`,
        options,
      );
    default:
      return new MillraceError("INTERNAL", `${file}: ${message}`, options);
  }
}

/** What a database that cannot be opened is answered with. */
export function openError(error: unknown, file: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const options = { cause: error };
  switch (resultCode(error)) {
    case CODES.BUSY:
      return new MillraceError(
        "UNAVAILABLE",
        `${file} is open in another process, and one process at a time can use it: end that process, name another file, or, if it is a Millrace server, reach its jobs by its URL, such as http://localhost:8080`,
        options,
      );
    case CODES.NOTADB:
      return new MillraceError(
        "FAILED_PRECONDITION",
        `${file} is not a SQLite database: name another file, or move this one away`,
        options,
      );
    case CODES.READONLY:
      return new MillraceError(
        "FAILED_PRECONDITION",
        `${file} cannot be written: make the file and its folder writable for this user, or name another file`,
        options,
      );
    case CODES.CANTOPEN:
      return new MillraceError(
        "FAILED_PRECONDITION",
        `${file} cannot be opened or made: give this user the right to write in its folder, or name another file`,
        options,
      );
    default:
      return commandError(error, file);
  }
}
