import { existsSync } from "node:fs";
import { type Store, systemClock } from "@millrace/core";
import { writeLines } from "../archive/archive-file.ts";
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  RECORD_KINDS,
  type RecordKind,
} from "../archive/archive-records.ts";
import { allQueues, exportStore } from "../archive/export-store.ts";
import { recordText } from "../archive/record-text.ts";
import { CliError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { checkFile } from "../connection.ts";
import { EXPORTED_VIEW } from "../output/restored-view.ts";
import { findStore, openOwnStore } from "../own-store.ts";
import type { STORE_EXPORT } from "../specs/server.ts";

/** After how many records it is told how far the export is. */
const TOLD_RECORDS = 1_000;

type Call = Invocation<typeof STORE_EXPORT>;
type Counts = Map<RecordKind, number>;

export const run: Run<typeof STORE_EXPORT> = async (call) => {
  const { global, io, output, messages, options } = call;
  const [file = "-"] = call.arguments;
  const url = await findStore(global, io.env);
  checkFile(url);
  if (file !== "-" && !options.dryRun && existsSync(file))
    await messages.confirm(`replace ${file}`);
  await using opened = await openOwnStore(url, (text) => messages.note(text));
  const { store } = opened;
  // Nobody else is on a file of SQLite, as long as this is.
  if (!options.live && url.kind !== "sqlite") await requirePaused(store);
  const counts: Counts = new Map();
  const lines = linesOf(store, counts, call);
  if (options.dryRun) for await (const _ of lines);
  else await writeLines(file, lines, (text) => output.write(text));
  messages.endProgress();
  const records = sum(counts);
  if (options.dryRun) {
    const kinds = RECORD_KINDS.map((kind) => ({ kind, records: counts.get(kind) ?? 0 }));
    await output.items(kinds, EXPORTED_VIEW);
    return messages.note("dry run: nothing was written");
  }
  messages.note(`${records} records are in ${file === "-" ? "the output" : file}`);
};

/** @throws CliError when jobs of a queue may start while they are read. */
async function requirePaused(store: Store): Promise<void> {
  const served: string[] = [];
  for await (const { type, paused } of allQueues(store))
    if (paused === undefined) served.push(type);
  if (served.length === 0) return;
  const [first, ...more] = served;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  throw new CliError(`the queue ${first}${others} may be served while the store is read`, {
    exit: "conflict",
    code: "FAILED_PRECONDITION",
    remedy: `pause what is to be exported as it stands (millrace queue pause ${first}), or say --live`,
  });
}

async function* linesOf(
  store: Store,
  counts: Counts,
  { io, messages }: Pick<Call, "io" | "messages">,
): AsyncGenerator<string> {
  const exportedAt = new Date(systemClock.now()).toISOString();
  const header = { format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, exportedAt } as const;
  yield recordText({ kind: "header", ...header, from: store.kind });
  for await (const record of exportStore(store)) {
    // A file that is cut off is left out.
    if (io.signal.aborted)
      throw new CliError("interrupted", { exit: "interrupted", code: "INTERRUPTED" });
    counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1);
    const records = sum(counts);
    if (records % TOLD_RECORDS === 0) messages.progress(`${records} records`);
    yield recordText(record);
  }
  yield recordText({ kind: "end", records: sum(counts) });
}

function sum(counts: Counts): number {
  let all = 0;
  for (const count of counts.values()) all += count;
  return all;
}
