import type { Client as RpcClient } from "@connectrpc/connect";
import {
  checkWatchRequest,
  isFinal,
  type Job,
  type JobEvent,
  MillraceError,
  systemClock,
  type WatchRequest,
} from "@millrace/core";
import { decodeJobEvent, encodeWatchRequest, type JobService } from "@millrace/protocol";
import type { Connection } from "./connection.ts";
import { waitToRetry } from "./retry-wait.ts";

/** What a {@link watchJob} needs. */
export interface JobWatcher {
  readonly connection: Connection;
  readonly rpc: RpcClient<typeof JobService>;
  /** Reads the job. */
  get(id: string): Promise<Job>;
}

/**
 * Streams the events of a job over as many calls as it takes: a stream that breaks, or that the
 * server ends before the job has, goes on after the last event that was seen.
 *
 * @throws MillraceError what the first call fails with; later only what no further try can mend.
 */
export async function* watchJob(
  watcher: JobWatcher,
  request: WatchRequest,
): AsyncGenerator<JobEvent, void, undefined> {
  checkWatchRequest(request);
  const { id, afterSequence = 0, signal } = request;
  const { connection } = watcher;
  const stopped = connection.linkSignal(signal);
  let sequence = afterSequence;
  let connected = false;
  let failures = 0;
  if (sequence > 0 && !signal?.aborted) {
    // Such a stream can be silent for long, which would leave open whether the server was reached.
    if (await isOver(watcher, id, sequence)) return;
    connected = true;
  }
  while (!signal?.aborted) {
    connection.checkOpen();
    try {
      for await (const event of streamOnce(watcher, { id, afterSequence: sequence }, stopped)) {
        connected = true;
        failures = 0;
        sequence = event.sequence;
        yield event;
        if (isFinal(event.job.status)) return;
      }
      connected = true;
      if (await isOver(watcher, id, sequence)) return;
    } catch (reason) {
      if (signal?.aborted) return;
      const error = connection.decodeError(reason);
      if (error.code === "NOT_FOUND" && connected) return;
      if (error.code !== "UNAVAILABLE" || !connected) throw error;
    }
    failures++;
    await waitToRetry(failures, stopped);
  }
}

async function* streamOnce(
  { rpc }: JobWatcher,
  request: WatchRequest,
  stopped: AbortSignal,
): AsyncGenerator<JobEvent, void, undefined> {
  // The stream of the transport does not end with the loop that reads it.
  const left = new AbortController();
  const signal = AbortSignal.any([stopped, left.signal]);
  const events = rpc.watchJob(encodeWatchRequest(request), { signal })[Symbol.asyncIterator]();
  let isComplete = false;
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const { event } = next.value;
      if (event === undefined) continue;
      const decoded = decodeJobEvent(event);
      isComplete = isFinal(decoded.job.status);
      yield decoded;
    }
  } finally {
    if (isComplete) void awaitEnd(events, left);
    else left.abort();
  }
}

/** How long a server may take to end a stream after its last event. */
const END_MS = 5_000;

/**
 * Lets the server end the stream, as it does after the last event: a reset of a stream that ends by
 * itself is needless, and servers close connections that have many resets.
 */
async function awaitEnd(events: AsyncIterator<unknown>, left: AbortController): Promise<void> {
  const stopTimer = systemClock.setTimer(END_MS, () => left.abort());
  try {
    while (!(await events.next()).done);
  } catch {
    // It is over either way.
  } finally {
    stopTimer();
  }
}

/** Whether a stream that ended in good order had nothing more to tell, or was cut short. */
async function isOver(watcher: JobWatcher, id: string, sequence: number): Promise<boolean> {
  const job = await watcher.get(id);
  return isFinal(job.status) && job.sequence <= sequence;
}

/**
 * The job `id` once it has finished.
 *
 * @throws MillraceError `NOT_FOUND` when it is deleted or expires before.
 * @throws the reason of `signal` when that is aborted before.
 */
export async function waitForJob(
  watcher: JobWatcher,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const request = signal === undefined ? { id } : { id, signal };
  for await (const { job } of watchJob(watcher, request)) {
    if (isFinal(job.status)) return job;
  }
  signal?.throwIfAborted();
  throw new MillraceError("NOT_FOUND", `job ${id} was deleted before it finished`);
}
