import type { Client, ClientOperation, OperationOptions } from "@millrace/client";
import { BOUNDS, type JobFilter, type Operation, type OperationAction } from "@millrace/core";
import { ASKS_ABOVE } from "./change-jobs.ts";
import { usageError } from "./cli-error.ts";
import type { Invocation } from "./command.ts";
import type { Exit } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { withMaintenance } from "./maintained-store.ts";
import { matchedText, OPERATION_VIEW } from "./output/operation-view.ts";
import { waitForOperation } from "./wait-for-operation.ts";

/** A change of many jobs. */
interface Bulk {
  readonly action: OperationAction;
  start(client: Client, options: OperationOptions): Promise<ClientOperation>;
}

export interface BulkOptions {
  readonly dryRun: boolean;
  readonly detach: boolean;
  readonly rate: number | undefined;
}

export interface QueryOptions extends BulkOptions {
  readonly all: boolean;
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
 * Changes the jobs of a query.
 *
 * @throws CliError when which jobs is not said, or the answer to whether to is no.
 */
export async function changeByQuery(
  action: OperationAction,
  given: JobFilter,
  options: QueryOptions,
  call: Call,
): Promise<Exit | undefined> {
  const { all, reason } = options;
  const { statuses: _, ...others } = given;
  if (Object.keys(others).length === 0 && !all) {
    throw usageError("which jobs is not said", "give a type or another filter, or --all");
  }
  // An operation wants more than statuses, so that nobody means all jobs without saying so.
  const filter = all ? { ...given, createdBefore: given.createdBefore ?? BOUNDS.maxTime } : given;
  const start: Bulk["start"] = ({ operations }, how) => {
    if (action === "CANCEL") return operations.cancel(filter, { ...how, reason });
    return action === "RETRY" ? operations.retry(filter, how) : operations.delete(filter, how);
  };
  return await changeMany({ action, start }, options, call);
}

/** Forgets the jobs of a queue: all but those that run, or those in `statuses`. */
export async function purgeQueue(
  type: string,
  statuses: JobFilter["statuses"],
  options: BulkOptions,
  call: Call,
): Promise<Exit | undefined> {
  const start: Bulk["start"] = ({ operations }, how) =>
    operations.purge(type, { ...how, ...(statuses && { statuses }) });
  return await changeMany({ action: "DELETE", start }, options, call);
}

/** Changes many jobs, once their number is known and somebody has said yes to it. */
async function changeMany(
  { action, start }: Bulk,
  { dryRun, detach, rate }: BulkOptions,
  call: Call,
): Promise<Exit | undefined> {
  const { output, messages, io } = call;
  return await withMaintenance(call, async (client) => {
    const counted = await waitForOperation(await start(client, { dryRun: true }), call);
    if (counted.state !== "DONE") return exitOf(counted, io);
    if (dryRun || counted.matched === 0) {
      await output.item(counted, OPERATION_VIEW);
      const what = `${WORDS[action]} ${jobs(counted)}`;
      messages.note(dryRun ? `dry run: this would ${what}` : "no jobs");
      return undefined;
    }
    if (action === "DELETE" || counted.matched > ASKS_ABOVE) {
      await messages.confirm(`${WORDS[action]} ${jobs(counted)}`);
    }
    const how = { expectCount: counted.matched, maxPerSecond: rate };
    const started = await start(client, how);
    const ended = detach ? started : await waitForOperation(started, call);
    await output.item(ended, OPERATION_VIEW);
    return detach ? undefined : exitOf(ended, io);
  });
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
