import {
  checkWatchRequest,
  isFinal,
  type JobEvent,
  MillraceError,
  StoreClosedError,
  type WatchRequest,
} from "@millrace/core";
import type { ClientStore } from "./client-store.ts";
import { waitToRetry } from "./retry-wait.ts";

/** What jobs are watched in. */
export type WatchedStore = Pick<ClientStore, "get" | "watch">;

/**
 * Streams the events of a job over as many watches as it takes: one that breaks, or that ends before
 * the job has, goes on after the last event that was seen.
 *
 * @param open leads to the store, anew for each watch.
 * @param closed ends the stream, as the signal of the request does.
 * @throws MillraceError what the first watch fails with; later only what no further try can mend.
 */
export async function* followJob(
  open: () => WatchedStore | Promise<WatchedStore>,
  request: WatchRequest,
  closed: AbortSignal,
): AsyncGenerator<JobEvent, void, undefined> {
  checkWatchRequest(request);
  const { id, afterSequence = 0, signal } = request;
  const stopped = signal === undefined ? closed : AbortSignal.any([closed, signal]);
  let sequence = afterSequence;
  let connected = false;
  let failures = 0;
  if (sequence > 0 && !stopped.aborted) {
    // Such a watch can be silent for long, which would leave open whether the store was reached.
    if (await isOver(await open(), id, sequence)) return;
    connected = true;
  }
  while (!stopped.aborted) {
    try {
      const store = await open();
      const watch = { ...request, afterSequence: sequence, signal: stopped };
      for await (const event of store.watch(watch)) {
        connected = true;
        failures = 0;
        sequence = event.sequence;
        yield event;
        if (isFinal(event.job.status)) return;
      }
      if (stopped.aborted) return;
      connected = true;
      if (await isOver(store, id, sequence)) return;
    } catch (error) {
      if (stopped.aborted) return;
      if (!(error instanceof MillraceError)) throw error;
      if (error.code === "NOT_FOUND" && connected) return;
      const mayPass = error.code === "UNAVAILABLE" && !(error instanceof StoreClosedError);
      if (!mayPass || !connected) throw error;
    }
    failures++;
    await waitToRetry(failures, stopped);
  }
}

/** Whether a watch that ended in good order had nothing more to tell, or was cut short. */
async function isOver(
  store: Pick<ClientStore, "get">,
  id: string,
  sequence: number,
): Promise<boolean> {
  const job = await store.get(id, { view: "BASIC" });
  return isFinal(job.status) && job.sequence <= sequence;
}
