import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { HandlerContext } from "@connectrpc/connect";
import { type Clock, LATE, MillraceError, within } from "@millrace/core";

// The answer needs this long to reach the caller: 20 % of its deadline, 100 ms at most.
const MARGIN_SHARE = 0.2;
const MAX_MARGIN_MS = 100;

/** How long a call may take. */
export interface CallTimeOptions {
  /** For the deadlines. */
  readonly clock: Clock;
  /** How long a call waits for the store when the caller sets no shorter deadline. */
  readonly storeTimeoutMs: number;
}

/** How long after now a call must have its answer, or `undefined` without a deadline. */
export function answerTimeMs(context: HandlerContext): number | undefined {
  const leftMs = context.timeoutMs();
  if (leftMs === undefined) return undefined;
  return Math.max(0, leftMs - Math.min(MAX_MARGIN_MS, leftMs * MARGIN_SHARE));
}

// What a long poll leaves of the caller's time for the store's last look.
const LAST_LOOK_MS = 1_000;

/** How long a call may wait, of the `waitMs` that it asks for, and have its answer by its deadline. */
export function pollTimeMs(waitMs: number, context: HandlerContext): number {
  const answerMs = answerTimeMs(context);
  if (answerMs === undefined) return waitMs;
  return Math.floor(Math.min(waitMs, answerMs - Math.min(LAST_LOOK_MS, answerMs / 2)));
}

/**
 * What `call` resolves with, unless the store is silent until shortly before the caller's deadline,
 * or for `storeTimeoutMs` beyond the `waitMs` that it was asked to wait: so that the caller learns
 * what happened instead of hitting its own deadline.
 *
 * @throws MillraceError `UNAVAILABLE` when the time is up; the call itself goes on.
 */
export async function answerInTime<T>(
  call: Promise<T>,
  context: HandlerContext,
  { clock, storeTimeoutMs }: CallTimeOptions,
  waitMs = 0,
): Promise<T> {
  const timeMs = Math.min(
    answerTimeMs(context) ?? Number.POSITIVE_INFINITY,
    waitMs + storeTimeoutMs,
  );
  const answer = await within(clock, timeMs, call);
  if (answer === LATE) throw tooLate(context);
  return answer;
}

function tooLate({ method }: HandlerContext): MillraceError {
  const readsOnly = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  const advice = readsOnly
    ? "nothing was changed; try again"
    : "outcome unknown: the call may still take effect; look before you repeat it, or enqueue with an idempotency key";
  return new MillraceError("UNAVAILABLE", `the store did not answer in time; ${advice}`);
}
