/**
 * The program of the database thread: when run from the sources, the URL of its file. The build replaces
 * this module by one that holds the program as a string (`scripts/embed-database-thread.ts`), because
 * bundlers do not reliably find a file that only a thread starts.
 */
export const DATABASE_PROGRAM: string | URL = new URL(
  "./engine/database-thread.ts",
  import.meta.url,
);
