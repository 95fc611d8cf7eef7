/**
 * The program of the database thread. Run from the sources it is their file; the build puts in the
 * place of this module one that holds the program as a string (`scripts/embed-database-thread.ts`),
 * because no bundler can be relied upon to find a file that only a thread starts.
 */
export const DATABASE_PROGRAM: string | URL = new URL(
  "./engine/database-thread.ts",
  import.meta.url,
);
