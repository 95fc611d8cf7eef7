import type { Client } from "@millrace/client";
import { type JobMove, type JobStatus, JobView, MillraceError, requireMove } from "@millrace/core";
import type { Invocation } from "./command.ts";
import type { Exit } from "./exit-codes.ts";
import { JOB_VIEW } from "./output/job-view.ts";
import type { Format } from "./output/output.ts";
import { exitOf, inWords, toErrorJson } from "./report-error.ts";

/** How many jobs are changed at the same time. */
const AT_ONCE = 16;

/** From how many jobs on a change asks first. */
export const ASKS_ABOVE = 100;

/**
 * Changes each job by itself, then prints those that were changed; says on the standard error why the
 * others were not.
 *
 * @returns how the program ends: as the first refusal says.
 */
export async function changeJobs(
  ids: readonly string[],
  { output, messages, io }: Pick<Invocation, "output" | "messages" | "io">,
  change: (id: string) => Promise<JobView>,
): Promise<Exit | undefined> {
  const results: (JobView | MillraceError)[] = [];
  const wanted = [...new Set(ids)];
  let done = 0;
  // All share one iterator, so that each takes the next job.
  const left = wanted.entries();
  const work = async () => {
    for (const [place, id] of left) {
      if (io.signal.aborted) return;
      results[place] = await change(id).catch(refusal);
      done++;
      if (done % ASKS_ABOVE === 0) messages.progress(`${done} of ${wanted.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  messages.endProgress();
  const refused = results.flatMap((result, place) =>
    result instanceof MillraceError ? [[wanted[place] as string, result] as const] : [],
  );
  for (const [id, error] of refused) io.stderr.write(inFormat(output.format, id, error));
  // Some have none, when the program was interrupted.
  const changed = results.flatMap((result) => (result instanceof JobView ? [result] : []));
  await output.items(changed, JOB_VIEW);
  return refused[0] && exitOf(refused[0][1]);
}

function refusal(error: unknown): MillraceError {
  if (error instanceof MillraceError) return error;
  throw error;
}

function inFormat(format: Format, id: string, refused: MillraceError): string {
  const error = toErrorJson(refused);
  const isJson = format === "json" || format === "jsonl";
  return isJson ? `${JSON.stringify({ id, error })}\n` : inWords(error);
}

/**
 * Reads a job as it is, in place of a change that would be made.
 *
 * @param idle the statuses in which the change would do nothing, and be no error.
 * @throws MillraceError when the change would be refused.
 */
export async function tryMove(
  client: Client,
  id: string,
  move: JobMove,
  idle: readonly JobStatus[] = [],
): Promise<JobView> {
  const job = await client.get(id, { view: "BASIC" });
  if (!idle.includes(job.status)) requireMove(id, job.status, move);
  return job;
}
