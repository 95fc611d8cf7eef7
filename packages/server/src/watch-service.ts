import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import { MillraceError } from "@millrace/core";
import { decodeTopics, type WatchService } from "@millrace/protocol";
import { DELIVERY } from "./delivery.ts";
import type { ServiceOptions } from "./service-options.ts";
import { subscription } from "./watch/subscription.ts";
import type { TopicHubs } from "./watch/topic-hub.ts";

/** The most streams of one connection. */
const MAX_STREAMS = 64;

/** Shows what goes on, to all who look by one look. */
export function createWatchService(
  options: ServiceOptions,
  hubs: TopicHubs,
): ServiceImpl<typeof WatchService> {
  const { clock, draining } = options;
  const streams = new StreamCounts();
  return {
    async *subscribe(request, context) {
      const topics = decodeTopics(request);
      const hub = hubs.of(await options.storeOf(context));
      const { signal } = createLinkedAbortController(context.signal, draining);
      const leave = streams.enter(context);
      hub.streams++;
      try {
        yield* subscription(hub, topics, clock, signal);
      } finally {
        hub.streams--;
        leave();
      }
      if (draining.aborted) {
        throw new MillraceError(
          "UNAVAILABLE",
          "the server shuts down; connect again, with the latest cursor of each topic",
        );
      }
    },
  };
}

/** How many streams each connection has. */
class StreamCounts {
  readonly #counts = new WeakMap<object, number>();

  /** Counts a stream until the returned function is called. @throws MillraceError `RESOURCE_EXHAUSTED`. */
  enter({ values }: HandlerContext): () => void {
    const { connection } = values.get(DELIVERY);
    const count = this.#counts.get(connection) ?? 0;
    if (count >= MAX_STREAMS) {
      throw new MillraceError(
        "RESOURCE_EXHAUSTED",
        `the connection has ${MAX_STREAMS} streams of topics already; put more topics into one stream`,
      );
    }
    this.#counts.set(connection, count + 1);
    return () => this.#counts.set(connection, (this.#counts.get(connection) ?? 1) - 1);
  }
}
