import type { HandlerContext } from "@connectrpc/connect";
import type { Store } from "@millrace/core";
import { answerInTime } from "./call-time.ts";
import type { ServiceOptions } from "./service-options.ts";

/**
 * What `call` makes of the store of whoever makes the call.
 *
 * @param waitMs how long `call` waits by itself.
 * @throws MillraceError `UNAVAILABLE` when it is not there in time, as {@link answerInTime} says.
 */
export function callStore<T>(
  context: HandlerContext,
  options: ServiceOptions,
  call: (store: Store) => Promise<T>,
  waitMs = 0,
): Promise<T> {
  const answer = async () => call(await options.storeOf(context));
  return answerInTime(answer(), context, options, waitMs);
}
