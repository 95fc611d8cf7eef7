import { type Clock, type CursoredTopic, LATE, within } from "@millrace/core";
import { SIGN_OF_LIFE, type WireSubscribeResponse } from "@millrace/protocol";
import type { FeedPlace } from "./topic-feed.ts";
import type { ShownFeed, TopicHub } from "./topic-hub.ts";

/** How long a stream is silent at most: proxies and clients take a longer silence for its end. */
export const SIGN_OF_LIFE_MS = 10_000;

/**
 * What one reader is told of its topics until `end` is aborted. What it has not taken yet is made when it takes it,
 * so a slow one gets the newest state.
 */
export async function* subscription(
  hub: TopicHub,
  topics: readonly CursoredTopic[],
  clock: Clock,
  end: AbortSignal,
): AsyncGenerator<WireSubscribeResponse, void, undefined> {
  const leaves: (() => void)[] = [];
  let changed = Promise.withResolvers<void>();
  const notice = () => changed.resolve();
  try {
    const readings = topics.map((topic): { feed: ShownFeed; place: FeedPlace } => {
      const { feed, leave } = hub.join(topic);
      leaves.push(leave, feed.listen(notice));
      return { feed, place: { version: -1, cursor: topic.cursor ?? "" } };
    });
    // The first looks may take a while, and who goes on by cursors may have missed nothing.
    yield SIGN_OF_LIFE;
    while (!end.aborted) {
      // Before the feeds are read, so that no later notice is missed.
      changed = Promise.withResolvers();
      let isTold = false;
      for (const [topic, { feed, place }] of readings.entries()) {
        for (const change of feed.read(place) ?? []) {
          yield { ...change, topic };
          if (end.aborted) return;
          isTold = true;
        }
      }
      if (isTold) continue;
      const woken = await within(clock, SIGN_OF_LIFE_MS, changed.promise, end);
      if (woken === LATE && !end.aborted) yield SIGN_OF_LIFE;
    }
  } finally {
    for (const leave of leaves) leave();
  }
}
