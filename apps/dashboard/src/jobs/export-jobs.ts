import type { JobFilter } from "@millrace/core";
import { client } from "../api/client.ts";

const PAGE_SIZE = 100;
/** What a browser holds before it writes a file; the command line has no such bound. */
export const MAX_EXPORTED = 100_000;

/** What was read of a query, a job a line, as the command line prints it. */
export interface Exported {
  readonly text: string;
  readonly count: number;
  /** Whether there are more than {@link MAX_EXPORTED}. */
  readonly more: boolean;
}

/**
 * Reads the jobs of a filter, with payloads and results.
 *
 * @param onProgress called with how many were read.
 * @throws MillraceError as a list does; the reason of `signal` when that is aborted.
 */
export async function exportJobs(
  filter: JobFilter,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const lines: string[] = [];
  let pageToken = "";
  do {
    signal.throwIfAborted();
    const query = { ...filter, pageSize: PAGE_SIZE, view: "FULL" } as const;
    const page = await client.listPage(pageToken === "" ? query : { ...query, pageToken });
    for (const job of page.jobs) lines.push(`${JSON.stringify(job)}\n`);
    pageToken = page.nextPageToken ?? "";
    onProgress(lines.length);
  } while (pageToken !== "" && lines.length < MAX_EXPORTED);
  return { text: lines.join(""), count: lines.length, more: pageToken !== "" };
}
