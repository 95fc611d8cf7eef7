import { isFinal, JOB_STATUSES, type Job, MillraceError, type Store } from "@millrace/core";
import { allQueues, exportStore } from "./archive/export-store.ts";
import type { Finding } from "./output/finding-view.ts";

/** How many jobs are read at a time. */
const STEP = 100;

/** Those that have not finished: nothing waits for any other one. */
const UNFINISHED = JOB_STATUSES.filter((status) => !isFinal(status));

/** How many jobs of each concurrency key run, as the jobs say, by type and key. */
type Running = Map<string, number>;

/**
 * Looks for what does not fit together in a store, one finding after the other: it reads each job that has not
 * finished, and each document.
 *
 * @param onRead is told of every job that was read.
 */
export async function* inspectStore(store: Store, onRead: () => void): AsyncGenerator<Finding> {
  const running: Running = new Map();
  for (const status of UNFINISHED) {
    let pageToken: string | undefined;
    do {
      let page: Awaited<ReturnType<Store["list"]>>;
      try {
        page = await store.list({ statuses: [status], pageSize: STEP, pageToken });
      } catch (error) {
        yield unreadable(`jobs that are ${status}`, error);
        break;
      }
      const found = await Promise.all(page.jobs.map((job) => jobFindings(store, job)));
      yield* found.flat();
      for (const { type, concurrencyKey } of page.jobs) {
        if (status === "RUNNING" && concurrencyKey !== undefined)
          count(running, type, concurrencyKey);
        onRead();
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }
  yield* slotFindings(store, running);
  yield* documentFindings(store);
}

async function jobFindings(store: Store, job: Job): Promise<Finding[]> {
  const { id, status } = job;
  const check = `job ${id}`;
  try {
    // Redis answers a read with what can be read.
    await store.archive.standings([job]);
    const { waitsFor } = await store.get(id);
    const ids = status === "BLOCKED" ? (waitsFor?.jobIds ?? []) : [];
    const ends = await Promise.all(ids.map((awaited) => endOf(store, awaited)));
    return ends.flatMap((end, place) => {
      if (end === undefined) return [];
      const finding = `waits for ${ids[place]}, which ${end}: it would wait for ever`;
      return { check, status: "failed", finding, remedy: `millrace job cancel ${id}` };
    });
  } catch (error) {
    // It has ended meanwhile.
    if (error instanceof MillraceError && error.code === "NOT_FOUND") return [];
    return [unreadable(check, error)];
  }
}

/** Why nothing can tell that a job or a group has ended; undefined where something will. */
async function endOf(store: Store, id: string): Promise<string | undefined> {
  const job = await unlessMissing(() => store.get(id, { view: "BASIC" }));
  if (job !== undefined) return isFinal(job.status) ? "has ended" : undefined;
  const group = await unlessMissing(() => store.groups.get(id));
  if (group === undefined) return "is not there";
  return undefined;
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MillraceError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** Keys of which more slots are taken than jobs run. */
async function* slotFindings(store: Store, running: Running): AsyncGenerator<Finding> {
  for await (const { type } of allQueues(store)) {
    let pageToken: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof store.queues.listKeys>> = await store.queues.listKeys(
        type,
        { pageToken },
      );
      for (const { key, running: slots } of page.keys) {
        const jobs = running.get(nameOf(type, key)) ?? 0;
        if (slots <= jobs) continue;
        yield {
          ...{ check: `queue ${type}`, status: "warning" },
          finding: `${slots} slots of the key ${key} are taken, and ${jobs} jobs of it run`,
          remedy: `check again, as jobs begin meanwhile; if it stays: millrace queue key-limits ${type} ${key} --max-running ${slots + 1}`,
        };
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }
}

/** What is kept as JSON besides jobs. */
async function* documentFindings(store: Store): AsyncGenerator<Finding> {
  try {
    for await (const record of exportStore(store, [])) {
      const [check, text, remedy] =
        record.kind === "workflow"
          ? [
              `workflow ${record.name}, version ${record.version}`,
              record.definition,
              "put it anew: millrace workflow put FILE",
            ]
          : record.kind === "schedule"
            ? [
                `schedule ${record.name}`,
                record.record,
                `millrace schedule delete ${record.name}, then put it anew`,
              ]
            : record.kind === "run"
              ? [
                  `run ${record.run.stored.id}`,
                  record.run.stored.record,
                  "restore the store from a backup, or start it anew",
                ]
              : [];
      if (check === undefined || text === undefined || isJson(text)) continue;
      yield {
        check,
        status: "failed",
        finding: "cannot be read: it is no JSON",
        ...(remedy && { remedy }),
      };
    }
  } catch (error) {
    yield unreadable("documents", error);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws what does not say that something is damaged. */
function unreadable(check: string, error: unknown): Finding {
  if (!(error instanceof MillraceError && error.code === "DATA_LOSS")) throw error;
  const remedy =
    "have a worker lease it, which moves it to FAILED with the reason, or restore a backup";
  return { check, status: "failed", finding: error.message, remedy };
}

function count(running: Running, type: string, key: string): void {
  const name = nameOf(type, key);
  running.set(name, (running.get(name) ?? 0) + 1);
}

function nameOf(type: string, key: string): string {
  return `${type} ${key}`;
}
