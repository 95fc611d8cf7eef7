import {
  type EnqueueRequest,
  type EnqueueResult,
  type Job,
  MillraceError,
  type TracedAttempt,
} from "@millrace/core";
import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import { errorType } from "./error-type.ts";

/** What the conventions advise for both durations, in seconds. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** An operation of a client, as the conventions tell it. */
export interface Operation {
  readonly type: "send" | "receive" | "settle";
  readonly name: string;
  /** The type of its jobs, if all are of one. */
  readonly jobType?: string | undefined;
}

/** The metrics of OpenTelemetry's conventions for messaging. */
export class MessagingMetrics {
  readonly #sent: Counter;
  readonly #consumed: Counter;
  readonly #operationSeconds: Histogram;
  readonly #processSeconds: Histogram;

  constructor(meter: Meter) {
    this.#sent = meter.createCounter("messaging.client.sent.messages", {
      unit: "{message}",
      description: "Jobs that were to be enqueued",
    });
    this.#consumed = meter.createCounter("messaging.client.consumed.messages", {
      unit: "{message}",
      description: "Jobs that were handed to handlers, each attempt",
    });
    const durations = { unit: "s", advice: { explicitBucketBoundaries: BOUNDARIES } };
    this.#operationSeconds = meter.createHistogram("messaging.client.operation.duration", {
      ...durations,
      description: "Calls that enqueue, lease or settle jobs; that of a lease waits for jobs",
    });
    this.#processSeconds = meter.createHistogram("messaging.process.duration", {
      ...durations,
      description: "Attempts, from the handler's start to its end",
    });
  }

  /** Counts and times an enqueue by `send`. */
  async enqueue(
    requests: readonly EnqueueRequest[],
    send: () => Promise<EnqueueResult[]>,
  ): Promise<EnqueueResult[]> {
    const startedMs = performance.now();
    const jobType = soleValue(requests, ({ type }) => type);
    const operation: Operation = { type: "send", name: "enqueue", jobType };
    try {
      const results = await send();
      for (const [i, { type }] of requests.entries()) {
        const result = results[i];
        const refused = result !== undefined && "error" in result ? result.error : undefined;
        this.#sent.add(1, attributesOf("enqueue", type, refused && failureOf(refused)));
      }
      this.operation(operation, startedMs);
      return results;
    } catch (error) {
      const failure = failureOf(error);
      for (const { type } of requests) this.#sent.add(1, attributesOf("enqueue", type, failure));
      this.operation(operation, startedMs, failure);
      throw error;
    }
  }

  /** Counts and times an attempt by `run`. */
  async process(job: Job, attempt: TracedAttempt, run: () => unknown): Promise<unknown> {
    const startedMs = performance.now();
    const end = (failure?: string) => {
      const seconds = (performance.now() - startedMs) / 1000;
      this.#processSeconds.record(seconds, attributesOf("process", job.type, failure));
    };
    this.#consumed.add(1, attributesOf("process", job.type));
    try {
      const returned: unknown = await run();
      end(attempt.signal.aborted ? errorType(attempt.signal.reason) : undefined);
      return returned;
    } catch (error) {
      end(errorType(attempt.signal.aborted ? attempt.signal.reason : error));
      throw error;
    }
  }

  /** Times an operation that began at `startedMs` of `performance.now()`, and ends now. */
  operation({ type, name, jobType }: Operation, startedMs: number, failure?: string): void {
    this.#operationSeconds.record((performance.now() - startedMs) / 1000, {
      ...attributesOf(name, jobType, failure),
      "messaging.operation.type": type,
    });
  }
}

/** What `read` tells of all of `items`, if it is the same of each. */
export function soleValue<Item>(
  items: readonly Item[],
  read: (item: Item) => string,
): string | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const value = read(first);
  return items.every((item) => read(item) === value) ? value : undefined;
}

function attributesOf(name: string, jobType: string | undefined, failure?: string): Attributes {
  return {
    "messaging.system": "millrace",
    "messaging.operation.name": name,
    ...(jobType !== undefined && { "messaging.destination.name": jobType }),
    ...(failure !== undefined && { "error.type": failure }),
  };
}

function failureOf(error: unknown): string {
  return error instanceof MillraceError ? error.code : "INTERNAL";
}
