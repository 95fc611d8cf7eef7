import { MillraceError, type Restored, type Store } from "@millrace/core";
import { type ReadLines, readLines } from "../archive/archive-file.ts";
import { RECORD_KINDS, type RecordKind } from "../archive/archive-records.ts";
import { type NumberedRecord, StoreImport } from "../archive/import-store.ts";
import { readRecord } from "../archive/record-text.ts";
import { CliError } from "../cli-error.ts";
import type { Invocation, Run } from "../command.ts";
import { RESTORED_VIEW, type RestoredKind } from "../output/restored-view.ts";
import { findStore, openOwnStore } from "../own-store.ts";
import type { STORE_IMPORT } from "../specs/server.ts";

type Call = Invocation<typeof STORE_IMPORT>;

/** How many lines that were refused are told of one by one. */
const TOLD_LINES = 20;
/** After how many lines it is told how far the import is. */
const PROGRESS_LINES = 1_000;

export const run: Run<typeof STORE_IMPORT> = async (call) => {
  const { global, io, output, messages, options } = call;
  const [file = "-"] = call.arguments;
  const url = await findStore(global, io.env);
  const tally = new Tally(call);
  const lines = await readLines(file, io);
  if (options.dryRun)
    await importLines(lines, tally, call, async (of) => tally.add(of, "RESTORED"));
  else {
    await using opened = await openOwnStore(url, (text) => messages.note(text));
    if (!options.merge) await requireEmpty(opened.store, url.shown);
    const target = new StoreImport(opened.store, (of, restored) => tally.add(of, restored));
    try {
      await importLines(lines, tally, call, (of) => target.add(of));
    } finally {
      // What was read before an error belongs to what is in the store.
      await target.flush();
    }
    await tellPaused(opened.store, call);
  }
  messages.endProgress();
  await output.items(tally.kinds(), RESTORED_VIEW);
  if (options.dryRun) messages.note("dry run: nothing was imported");
  else if (io.signal.aborted) messages.note("interrupted: call it again with --merge to go on");
  if (tally.refused > TOLD_LINES) messages.note(`${tally.refused} lines were refused in all`);
  return tally.refused > 0 && !io.signal.aborted ? "invalid" : undefined;
};

/** @throws CliError when something is in the store already. */
async function requireEmpty(store: Store, name: string): Promise<void> {
  const { queues, schedules, runs, archive } = store;
  const first = { after: "", limit: 1 };
  const found = await Promise.all([
    queues.list({ pageSize: 1 }).then((page) => page.queues.length),
    schedules.list(first).then((page) => page.schedules.length),
    runs.listWorkflows(first).then((workflows) => workflows.length),
    runs.list({ limit: 1 }).then((page) => page.runs.length),
    archive.groups(first).then(({ groups }) => groups.length),
  ]);
  if (found.every((count) => count === 0)) return;
  throw new CliError(`${name} is not empty`, {
    exit: "conflict",
    code: "FAILED_PRECONDITION",
    remedy:
      "say --merge to leave what is there as it is, or to go on with an import that was interrupted",
  });
}

async function importLines(
  lines: ReadLines,
  tally: Tally,
  { io, messages }: Call,
  add: (of: NumberedRecord) => Promise<void>,
): Promise<void> {
  let line = 0;
  let isWhole = false;
  for await (const text of lines) {
    if (io.signal.aborted) return;
    line++;
    if (text === "") continue;
    const record = tally.read(text, line);
    if (line === 1 && record?.kind !== "header") throw notExported();
    isWhole = record?.kind === "end";
    if (record === undefined || record.kind === "header" || record.kind === "end") continue;
    await add({ line, record });
    if (line % PROGRESS_LINES === 0) {
      const { fraction } = lines;
      const part = fraction === undefined ? "" : `${Math.floor(fraction * 100)} %, `;
      messages.progress(`${part}${line} lines`);
    }
  }
  if (line === 0) throw notExported();
  if (!isWhole)
    messages.note("the file ends early: its last line is missing, and maybe others before it");
}

function notExported(): CliError {
  return new CliError("this is no file of millrace store export: its first line is no header", {
    exit: "invalid",
    code: "INVALID_ARGUMENT",
    remedy:
      "give a file that millrace store export has written; one that is compressed is to be named FILE.gz",
  });
}

/** What is paused as it was waits for somebody. */
async function tellPaused({ queues }: Store, { messages }: Call): Promise<void> {
  const page = await queues.list();
  const paused = page.queues.filter((queue) => queue.paused !== undefined).map(({ type }) => type);
  if (paused.length === 0) return;
  const more = page.nextPageToken === undefined ? "" : ", and maybe others";
  messages.note(`${paused.join(", ")}${more}: paused; millrace queue resume TYPE has it go on`);
}

/** Counts what became of records, and tells of those that were refused. */
class Tally {
  readonly #messages: Call["messages"];
  readonly #kinds = new Map<
    RecordKind,
    { -readonly [Field in keyof RestoredKind]: RestoredKind[Field] }
  >();
  refused = 0;

  constructor({ messages }: Call) {
    this.#messages = messages;
  }

  kinds(): RestoredKind[] {
    return RECORD_KINDS.flatMap((kind) => this.#kinds.get(kind) ?? []);
  }

  /** The record of a line; undefined where it cannot be read, which is told. */
  read(text: string, line: number): ReturnType<typeof readRecord> | undefined {
    try {
      return readRecord(text);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      const isOther = error.violations.some(({ field }) => field === "version");
      if (line === 1) throw isOther ? error : notExported();
      this.#refuse(line, error);
      return undefined;
    }
  }

  add({ line, record }: NumberedRecord, restored: Restored): void {
    const { kind } = record;
    const counts = this.#kinds.get(kind) ?? {
      kind,
      records: 0,
      restored: 0,
      existed: 0,
      expired: 0,
      refused: 0,
    };
    this.#kinds.set(kind, counts);
    counts.records++;
    if (restored === "RESTORED") counts.restored++;
    else if (restored === "EXISTS") counts.existed++;
    else if (restored === "EXPIRED") counts.expired++;
    else {
      counts.refused++;
      this.#refuse(line, restored);
    }
  }

  #refuse(line: number, { message }: MillraceError): void {
    if (this.refused++ < TOLD_LINES) this.#messages.note(`line ${line}: ${message}`);
  }
}
