import type { TopicState } from "@millrace/client";
import type { Job, Topic } from "@millrace/core";

/** A topic as it passes between threads, which have no classes in common. */
export type LiveState =
  | Exclude<TopicState, { readonly kind: "job" | "error" }>
  | { readonly kind: "job"; readonly job: Job };

/** What a tab says to the worker. */
export type TabMessage =
  | { readonly kind: "want"; readonly key: string; readonly topic: Topic }
  | { readonly kind: "leave"; readonly key: string }
  /** The tab is there; the worker answers. */
  | { readonly kind: "ping" }
  /** The tab goes away. */
  | { readonly kind: "bye" };

/** What the worker says to a tab. */
export type WorkerMessage =
  | { readonly kind: "state"; readonly key: string; readonly state: LiveState }
  /** A topic cannot be told now, or all cannot: why, in words. */
  | { readonly kind: "failed"; readonly key: string | undefined; readonly reason: string }
  | { readonly kind: "pong" };

/** The same topic has the same key in every tab. */
export function topicKey(topic: Topic): string {
  return JSON.stringify(topic);
}
