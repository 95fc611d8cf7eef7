import { MillraceError, type OperationAction, type OperationJob } from "@millrace/core";
import type { ChangedJob, Commands } from "../commands.ts";
import { toErrorData } from "../error-data.ts";
import type { CommandContext } from "./command-context.ts";
import { cancel, redrive, remove } from "./job-commands.ts";

/** Changes many jobs, each by itself. */
export function changeAll(
  { action, jobs, reason }: Commands["changeAll"]["request"],
  context: CommandContext,
): ChangedJob[] {
  return jobs.map((job): ChangedJob => {
    try {
      return changeOne(action, job, reason, context);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      if (error.code !== "DATA_LOSS" || !isReadable(job.jobId, context)) {
        return { error: toErrorData(error) };
      }
      // It was met in the middle of a change, which only the end of the transaction undoes.
      throw error;
    }
  });
}

function changeOne(
  action: OperationAction,
  { jobId: id, ifSequence }: OperationJob,
  reason: string,
  context: CommandContext,
): ChangedJob {
  if (action === "CANCEL") {
    return cancel({ id, reason, ifSequence }, context).requested ? "requested" : "changed";
  }
  if (action === "RETRY") redrive({ id, ifSequence }, context);
  else remove({ id, ifSequence }, context);
  return "changed";
}

function isReadable(id: string, { table, now }: CommandContext): boolean {
  try {
    table.jobs.getKept(id, now);
    return true;
  } catch {
    return false;
  }
}
