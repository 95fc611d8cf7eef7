import type { Client, LiveWorker, Queue, Topic } from "@millrace/client";
import { MillraceError, queueLater, sleep, steadyClock, within, workerLater } from "@millrace/core";

/** Queues and workers as they are now. */
export interface LiveView {
  readonly queues: readonly Queue[];
  readonly workers: readonly LiveWorker[];
  /** Why they cannot be told now: what is told is as it was before. Empty when they can. */
  readonly fault: string;
}

export interface LiveOptions {
  /** The type of the one queue that is wanted. Defaults to all of them, with the workers. */
  readonly type?: string | undefined;
  /** From one view to the next. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/**
 * Queues and workers, again and again: by the stream of a server, which asks its store once for all who watch, or by
 * looks at a store without one.
 */
export async function* liveQueues(
  client: Client,
  options: LiveOptions,
): AsyncGenerator<LiveView, void, undefined> {
  const { everyMs, signal } = options;
  const left = new AbortController();
  const state = new LiveState();
  const followed = follow(client, options, state, AbortSignal.any([signal, left.signal]));
  try {
    await within(
      steadyClock,
      Number.POSITIVE_INFINITY,
      Promise.race([state.first, followed]),
      signal,
    );
    while (!signal.aborted) {
      yield state.now();
      await within(steadyClock, everyMs, followed, signal);
    }
  } finally {
    left.abort();
  }
}

interface Kept<Value> {
  readonly value: Value;
  readonly atMs: number;
}

/** What was told last, and when. */
class LiveState {
  #queues: Kept<readonly Queue[]> | undefined;
  #workers: Kept<readonly LiveWorker[]> | undefined;
  #fault = "";
  readonly #first = Promise.withResolvers<void>();

  /** Resolves when there is something to show. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  put(queues: readonly Queue[] | undefined, workers: readonly LiveWorker[] | undefined): void {
    const atMs = steadyClock.now();
    if (queues !== undefined) this.#queues = { value: queues, atMs };
    if (workers !== undefined) this.#workers = { value: workers, atMs };
    this.#fault = "";
    if (this.#queues !== undefined) this.#first.resolve();
  }

  fail(fault: string): void {
    this.#fault = fault;
    this.#first.resolve();
  }

  now(): LiveView {
    const now = steadyClock.now();
    const { value: queues = [], atMs: queuesMs = now } = this.#queues ?? {};
    const { value: workers = [], atMs: workersMs = now } = this.#workers ?? {};
    return {
      queues: queues.map((queue) => queueLater(queue, now - queuesMs)),
      workers: workers.map((worker) => workerLater(worker, now - workersMs)),
      fault: this.#fault,
    };
  }
}

/** Rejects only by what is no fault of a server or store. */
async function follow(
  client: Client,
  { type, everyMs }: LiveOptions,
  state: LiveState,
  left: AbortSignal,
): Promise<void> {
  const topics: Topic[] =
    type === undefined ? [{ all: "QUEUES" }, { all: "WORKERS" }] : [{ queue: type }];
  let streams = true;
  while (!left.aborted) {
    try {
      if (streams) await readStream(client, topics, state, left);
      else await look(client, type, state);
    } catch (error) {
      if (left.aborted) return;
      if (!(error instanceof MillraceError)) throw error;
      // There is no server, or an older one.
      if (streams && error.code === "FAILED_PRECONDITION") {
        streams = false;
        continue;
      }
      state.fail(error.message);
    }
    await sleep(steadyClock, everyMs, left);
  }
}

async function readStream(
  client: Client,
  topics: readonly Topic[],
  state: LiveState,
  signal: AbortSignal,
): Promise<void> {
  for await (const update of client.subscribe(topics, { signal })) {
    if (update.kind === "queues") state.put(update.queues, undefined);
    else if (update.kind === "queue") state.put([update.queue], undefined);
    else if (update.kind === "workers") state.put(undefined, update.workers);
    else if (update.kind === "error" || update.kind === "disconnected") {
      state.fail(update.error.message);
    }
  }
}

async function look(client: Client, type: string | undefined, state: LiveState): Promise<void> {
  if (type !== undefined) {
    state.put([await client.queues.get(type)], undefined);
    return;
  }
  const [queues, workers] = await Promise.all([
    Array.fromAsync(client.queues.list()),
    Array.fromAsync(client.workers.list()),
  ]);
  state.put(queues, workers);
}
