import { FieldCheck, type FieldNames } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import type {
  DeleteScheduleOptions,
  ScheduleDefinition,
  SchedulePage,
  ScheduleQuery,
  UpsertOptions,
  UpsertResult,
} from "./schedule.ts";
import type { DeclaredSchedule } from "./schedule-options.ts";

/** How to put several schedules. */
export interface PutOptions {
  /** Who keeps those that do not say it themselves. Defaults to nobody. */
  readonly managedBy?: string | undefined;
  /** The source of those that do not say it themselves, and of what is pruned. Defaults to 0. */
  readonly sourceVersion?: number | undefined;
  /**
   * Whether to delete what `managedBy` keeps besides, unless it comes from a source that is newer than
   * `sourceVersion`. Defaults to false.
   */
  readonly prune?: boolean | undefined;
}

/** What became of several schedules. */
export interface PutResult {
  /** In the order in which they were given. */
  readonly results: readonly UpsertResult[];
  /** The names of those that were deleted. */
  readonly pruned: readonly string[];
}

/** What putting schedules needs: a server, or the store itself. */
export interface PutCalls {
  upsert(definition: ScheduleDefinition, options: UpsertOptions): Promise<UpsertResult>;
  list(query: ScheduleQuery): Promise<SchedulePage>;
  delete(name: string, options: DeleteScheduleOptions): Promise<void>;
}

const OPTIONS: FieldNames<PutOptions> = { managedBy: true, sourceVersion: true, prune: true };

/**
 * Upserts schedules one after the other, and prunes the others of `managedBy` if that is wanted.
 *
 * @throws MillraceError as an upsert does; the schedules before the one at fault are there then.
 */
export async function putSchedules(
  calls: PutCalls,
  schedules: readonly DeclaredSchedule[],
  options: PutOptions = {},
): Promise<PutResult> {
  checkPut(schedules, options);
  const { managedBy, sourceVersion, prune = false } = options;
  const results: UpsertResult[] = [];
  for (const { definition, options: own } of schedules) {
    const owned = managedBy === undefined ? definition : { managedBy, ...definition };
    const upsert = sourceVersion === undefined ? own : { sourceVersion, ...own };
    results.push(await calls.upsert(owned, upsert));
  }
  if (!prune || managedBy === undefined) return { results, pruned: [] };
  const names = new Set(schedules.map(({ definition }) => definition.name));
  return { results, pruned: await pruneOthers(calls, names, managedBy, sourceVersion ?? 0) };
}

async function pruneOthers(
  calls: PutCalls,
  names: ReadonlySet<string>,
  managedBy: string,
  sourceVersion: number,
): Promise<string[]> {
  const pruned: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await calls.list({ managedBy, pageToken });
    for (const { name } of page.schedules) {
      if (names.has(name)) continue;
      if (await isDeleted(calls.delete(name, { sourceVersion }))) pruned.push(name);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return pruned;
}

/** Not when another one was quicker, or a newer source has put it there. */
async function isDeleted(deleting: Promise<void>): Promise<boolean> {
  try {
    await deleting;
    return true;
  } catch (error) {
    const { code = "" } = error instanceof MillraceError ? error : {};
    if (code === "NOT_FOUND" || code === "FAILED_PRECONDITION") return false;
    throw error;
  }
}

function checkPut(schedules: readonly DeclaredSchedule[], options: PutOptions): void {
  const check = new FieldCheck();
  const names = new Set<string>();
  if (check.list("schedules", schedules, 0, Number.POSITIVE_INFINITY)) {
    schedules.forEach((each, i) => {
      const name = each?.definition?.name;
      if (name === undefined) check.invalid(`schedules[${i}]`, "must be what schedule() returns");
      else if (names.has(name)) check.invalid(`schedules[${i}].name`, `is there twice: ${name}`);
      names.add(name);
    });
  }
  if (check.only(options, OPTIONS, "the options of a put")) {
    const { managedBy, sourceVersion = 0, prune = false } = options;
    if (managedBy !== undefined) check.text("managedBy", managedBy, BOUNDS.byBytes, 1);
    check.integer("sourceVersion", sourceVersion, 0, Number.MAX_SAFE_INTEGER);
    if (typeof prune !== "boolean") check.invalid("prune", "must be true or false");
    if (prune && managedBy === undefined) {
      check.invalid("prune", "needs managedBy, whose other schedules it is to delete");
    }
  }
  check.throwIfInvalid("cannot put the schedules");
}
