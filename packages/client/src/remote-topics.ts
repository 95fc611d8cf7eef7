import type { MessageShape } from "@bufbuild/protobuf";
import {
  FieldCheck,
  type FieldNames,
  keepAliveClock,
  LATE,
  MillraceError,
  type Topic,
  within,
} from "@millrace/core";
import { decodeTopicChange, encodeTopics } from "@millrace/protocol";
import { WatchService } from "@millrace/protocol/services";
import type { SubscribeOptions, TopicUpdate } from "./client-topics.ts";
import type { Connection } from "./connection.ts";
import { waitToRetry } from "./retry-wait.ts";
import { TopicMirror, type ViewJob } from "./topic-state.ts";

const { subscribe } = WatchService.method;

const OPTIONS: FieldNames<SubscribeOptions> = { signal: true };

/** A server shows every ten seconds that it is there; one that is silent for so long is not. */
export const SILENCE_MS = 30_000;

/** Topics behind a server, over `WatchService`. */
export class RemoteTopics {
  readonly #connection: Connection;
  readonly #view: ViewJob;

  /** @param view shows a job; its class is of the page, of which this part would have another file made. */
  constructor(connection: Connection, view: ViewJob) {
    this.#connection = connection;
    this.#view = view;
  }

  /** See `Client.subscribe`; `closed` ends the stream as well. */
  async subscribe(
    topics: readonly Topic[],
    options: SubscribeOptions,
    closed: AbortSignal,
  ): Promise<AsyncGenerator<TopicUpdate, void, undefined>> {
    const check = new FieldCheck();
    if (check.only(options, OPTIONS, "the options of a subscription")) {
      if (options.signal !== undefined) check.signal("signal", options.signal);
    }
    check.throwIfInvalid("cannot subscribe");
    encodeTopics(topics);
    const { signal } = options;
    const stopped = signal === undefined ? closed : AbortSignal.any([closed, signal]);
    return updatesOf(this.#connection, topics, this.#view, stopped);
  }
}

/** Over as many streams as it takes, one after the other: each goes on where the one before broke. */
async function* updatesOf(
  connection: Connection,
  topics: readonly Topic[],
  view: ViewJob,
  stopped: AbortSignal,
): AsyncGenerator<TopicUpdate, void, undefined> {
  const readings = topics.map((topic) => ({
    topic,
    mirror: new TopicMirror(topic, view),
    cursor: "",
  }));
  let failures = 0;
  let wasConnected = false;
  while (!stopped.aborted) {
    let isConnected = false;
    try {
      const asked = readings.map(({ topic, cursor }) => ({ ...topic, cursor }));
      for await (const wire of streamOf(connection, encodeTopics(asked), stopped)) {
        if (!isConnected) yield { kind: "connected" };
        [isConnected, wasConnected, failures] = [true, true, 0];
        const change = decodeTopicChange(wire);
        const reading = change && readings[change.topic];
        if (change === undefined || reading === undefined) continue;
        if (change.cursor !== "") reading.cursor = change.cursor;
        const state = reading.mirror.change(change, performance.now());
        if (state !== undefined) yield { topic: reading.topic, place: change.topic, ...state };
      }
    } catch (reason) {
      if (stopped.aborted) return;
      const error = connection.decodeError(reason);
      if (error.code !== "UNAVAILABLE" || !wasConnected) throw error;
      if (isConnected) yield { kind: "disconnected", error };
    }
    failures++;
    await waitToRetry(failures, stopped);
  }
}

/** The answers of one stream, which ends by an error in every case. */
async function* streamOf(
  connection: Connection,
  request: ReturnType<typeof encodeTopics>,
  stopped: AbortSignal,
): AsyncGenerator<MessageShape<typeof subscribe.output>, never, undefined> {
  connection.checkOpen();
  // The stream of the transport does not end with the loop that reads it.
  const left = new AbortController();
  try {
    const signal = AbortSignal.any([connection.linkSignal(stopped), left.signal]);
    const answers = await connection.stream(subscribe, request, signal);
    const source = answers[Symbol.asyncIterator]();
    for (;;) {
      const next = await within(keepAliveClock, SILENCE_MS, source.next());
      if (next === LATE) throw broken(`was silent for ${SILENCE_MS / 1_000} s`);
      if (next.done) throw broken("has ended the stream");
      yield next.value;
    }
  } finally {
    left.abort();
  }
}

function broken(what: string): MillraceError {
  return new MillraceError("UNAVAILABLE", `the server ${what}; it is asked again`);
}
