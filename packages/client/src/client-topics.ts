import type {
  JobCount,
  LiveWorker,
  MillraceError,
  Operation,
  Queue,
  Schedule,
  Topic,
} from "@millrace/core";
import type { JobEvent } from "./job-results.ts";

/** How to subscribe to topics. */
export interface SubscribeOptions {
  /** Ends the stream. Defaults to none. */
  readonly signal?: AbortSignal | undefined;
}

/** Which of the topics an update tells of. */
interface OfTopic {
  /** As it was asked for. */
  readonly topic: Topic;
  /** Its place among those that were asked for. */
  readonly place: number;
}

/** A topic as it is now; `more` says that there is more than it shows. Ages are those of now. */
export type TopicState =
  /** By their types. */
  | { readonly kind: "queues"; readonly queues: readonly Queue[]; readonly more: boolean }
  | { readonly kind: "queue"; readonly queue: Queue }
  /** By their names. */
  | { readonly kind: "workers"; readonly workers: readonly LiveWorker[]; readonly more: boolean }
  /** The latest first. */
  | {
      readonly kind: "operations";
      readonly operations: readonly Operation[];
      readonly more: boolean;
    }
  /** By their names. */
  | { readonly kind: "schedules"; readonly schedules: readonly Schedule[]; readonly more: boolean }
  | ({ readonly kind: "jobs" } & JobCount)
  | ({ readonly kind: "job" } & JobEvent)
  /**
   * It cannot be told now, as when the store is down: what was told before stands, and the next update of the topic
   * says that it can. `NOT_FOUND`, of a job, is its end.
   */
  | { readonly kind: "error"; readonly error: MillraceError };

/** What has become of a topic, or of the connection by which all of them come. */
export type TopicUpdate =
  | (OfTopic & TopicState)
  /** What was told before may be out of date; it goes on by itself. */
  | { readonly kind: "disconnected"; readonly error: MillraceError }
  /** For the first time, or again. */
  | { readonly kind: "connected" };
