import type { Client } from "@millrace/client";
import { BOUNDS, type JobFilter, type Operation, type OperationAction } from "@millrace/core";
import { ASKS_ABOVE } from "./change-jobs.ts";
import { usageError } from "./cli-error.ts";
import type { Invocation } from "./command.ts";
import type { Exit } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { withMaintenance } from "./maintained-store.ts";
import { matchedText, OPERATION_VIEW } from "./output/operation-view.ts";
import { waitForOperation } from "./wait-for-operation.ts";

export interface BulkOptions {
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly detach: boolean;
  /** Of a cancel. */
  readonly reason?: string | undefined;
}

type Call = Omit<Invocation, "arguments" | "options">;

const WORDS: Readonly<Record<OperationAction, string>> = {
  RETRY: "run again",
  CANCEL: "cancel",
  DELETE: "delete",
};

/**
 * Changes the jobs of a query, once their number is known and somebody has said yes to it.
 *
 * @throws CliError when which jobs is not said, or the answer is no.
 */
export async function changeMany(
  action: OperationAction,
  given: JobFilter,
  { all, dryRun, detach, reason }: BulkOptions,
  call: Call,
): Promise<Exit | undefined> {
  const { statuses, ...others } = given;
  if (Object.keys(others).length === 0 && !all) {
    throw usageError("which jobs is not said", "give a type or another filter, or --all");
  }
  // An operation wants more than statuses, so that nobody means all jobs without saying so.
  const filter = all ? { ...given, createdBefore: given.createdBefore ?? BOUNDS.maxTime } : given;
  return await withMaintenance(call, async (client) => {
    // Who is asked whether to go on has to hear how many jobs there are.
    const counting = await start(client, action, filter, { dryRun: true });
    const counted = await waitForOperation(counting, call);
    if (counted.state !== "DONE") return exitOf(counted, call.io);
    if (dryRun || counted.matched === 0) {
      await call.output.item(counted, OPERATION_VIEW);
      const what = `${WORDS[action]} ${jobs(counted)}`;
      call.messages.note(dryRun ? `dry run: this would ${what}` : "no jobs");
      return undefined;
    }
    if (action === "DELETE" || counted.matched > ASKS_ABOVE) {
      await call.messages.confirm(`${WORDS[action]} ${jobs(counted)}`);
    }
    const options = { expectCount: counted.matched, ...(reason !== undefined && { reason }) };
    const started = await start(client, action, filter, options);
    const ended = detach ? started : await waitForOperation(started, call);
    await call.output.item(ended, OPERATION_VIEW);
    return detach ? undefined : exitOf(ended, call.io);
  });
}

function start(
  client: Client,
  action: OperationAction,
  filter: JobFilter,
  options: { readonly dryRun?: boolean; readonly expectCount?: number; readonly reason?: string },
) {
  const { operations } = client;
  if (action === "CANCEL") return operations.cancel(filter, options);
  return action === "RETRY"
    ? operations.retry(filter, options)
    : operations.delete(filter, options);
}

/** How the program ends by an operation that was waited for. */
export function exitOf(
  { state, failed }: Operation,
  { signal }: Pick<Io, "signal">,
): Exit | undefined {
  if (signal.aborted) return "interrupted";
  if (state === "REFUSED" || failed > 0) return "conflict";
  if (state === "STOPPED") return "cancelled";
  return state === "DONE" ? undefined : "pending";
}

function jobs(operation: Operation): string {
  const count = matchedText(operation);
  return count === "1" ? "1 job" : `${count} jobs`;
}
