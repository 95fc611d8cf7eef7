import {
  type Clock,
  isFinal,
  type JobEvent,
  type JobViewKind,
  LATE,
  type Logger,
  MillraceError,
  type Store,
  sleep,
  within,
} from "@millrace/core";
import { type Look, one } from "./look.ts";
import type { TopicFeed } from "./topic-feed.ts";

/** What fills feeds. */
export interface SourceOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** How long the store may take for a look before readers are told that it is silent. */
  readonly storeTimeoutMs: number;
  readonly logger: Logger;
}

/** After a look the store is left alone for at least so many times as long as that took. */
const REST = 4;
/** From a failure to the next try. */
const RETRY_MS = 1_000;

/** Looks again and again, until `left` is aborted. */
export async function keepLooking<Item>(
  { intervalMs, look }: Look<Item>,
  feed: TopicFeed<Item, unknown>,
  options: SourceOptions,
  left: AbortSignal,
): Promise<void> {
  const { store, clock, storeTimeoutMs, logger } = options;
  while (!left.aborted) {
    const began = clock.now();
    const looking = look(store);
    try {
      let found = await within(clock, storeTimeoutMs, looking, left);
      if (found === LATE && !left.aborted) {
        feed.fail(silent(storeTimeoutMs));
        // Another look beside one that hangs would be one more that hangs.
        found = await within(clock, Number.POSITIVE_INFINITY, looking, left);
      }
      if (found === LATE) return;
      feed.put(found, clock.now());
    } catch (reason) {
      feed.fail(toldError(reason, logger));
    }
    const tookMs = clock.now() - began;
    await sleep(clock, Math.max(intervalMs - tookMs, REST * tookMs), left);
  }
}

/** Follows a job to its end, or until `left` is aborted. */
export async function followJob(
  { id, view }: { readonly id: string; readonly view: JobViewKind | undefined },
  feed: TopicFeed<JobEvent, unknown>,
  { store, clock, logger }: SourceOptions,
  left: AbortSignal,
): Promise<void> {
  let latest: JobEvent | undefined;
  while (!left.aborted) {
    try {
      const afterSequence = latest?.sequence ?? 0;
      for await (latest of store.watch({ id, view, afterSequence, signal: left })) {
        feed.put(one(latest), clock.now());
      }
      if (left.aborted) return;
      if (latest !== undefined && isFinal(latest.job.status)) return feed.end();
      return feed.end(new MillraceError("NOT_FOUND", `job ${id} was deleted or has expired`));
    } catch (reason) {
      if (left.aborted) return;
      const error = toldError(reason, logger);
      if (error.code === "NOT_FOUND") return feed.end(error);
      feed.fail(error);
      await sleep(clock, RETRY_MS, left);
    }
  }
}

function silent(ms: number): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `the store has not answered for ${ms / 1000} s; what was told before is as it was then`,
  );
}

function toldError(reason: unknown, logger: Logger): MillraceError {
  if (reason instanceof MillraceError) return reason;
  logger.error({ err: reason }, "a topic could not be looked at");
  return new MillraceError("INTERNAL", "the server could not look; its log says why");
}
