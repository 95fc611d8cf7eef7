import { Client, MillraceError } from "@millrace/client";
import { SharedWatcher, type WatchWorker } from "@millrace/client/web";

// What a browser has, and the types of Node have not.
declare const location: { readonly href: string };
declare const SharedWorker: new (url: string, options: { type: "module" }) => WatchWorker;

/** The page's address says which server it is for, and by which worker it watches, if by any. */
const asked = new URL(location.href).searchParams;
const url = asked.get("server") as string;
const worker = asked.get("worker");

const client = new Client({
  url,
  ...(worker !== null && {
    watcher: new SharedWatcher(() => new SharedWorker(worker, { type: "module" })),
  }),
});

/** How a call ended. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await call };
  } catch (error) {
    if (error instanceof MillraceError) return { error: `${error.code}: ${error.message}` };
    throw error;
  }
}

export function enqueue(): Promise<Outcome> {
  return outcomeOf(client.enqueue("page", { n: 1 }).then(({ job }) => job.id));
}

export function statusOf(id: string): Promise<Outcome> {
  return outcomeOf(client.get(id).then(({ status }) => status));
}

/** As `statusOf`, with a patience of a second. */
export async function statusSoon(id: string): Promise<Outcome> {
  await using impatient = new Client({ url, callTimeout: "1s" });
  return await outcomeOf(impatient.get(id).then(({ status }) => status));
}

export function cancel(id: string): Promise<Outcome> {
  return outcomeOf(client.cancel(id, "by hand").then(({ cancelReason }) => cancelReason));
}

export function list(): Promise<Outcome> {
  return outcomeOf(client.listPage({ type: "page" }).then(({ jobs }) => jobs.map(({ id }) => id)));
}

const watches = new Map<string, string[]>();

/** Begins to watch a job; {@link seen} tells what has come. */
export function watch(id: string): void {
  const seen: string[] = [];
  watches.set(id, seen);
  const read = async () => {
    for await (const { job } of client.watch({ id })) seen.push(job.status);
    seen.push("end");
  };
  read().catch((error: unknown) => seen.push(String(error)));
}

export function seen(id: string): string[] {
  return watches.get(id) ?? [];
}
