import { Code, ConnectError } from "@connectrpc/connect";
import type { Logger } from "@millrace/core";
import type { Exchange } from "./exchange.ts";

/**
 * Answers a call; false, without having done anything, when it is none of this lane.
 *
 * @param body the request's, when it has been read. Defaults to what comes.
 */
export type Lane = (exchange: Exchange, path: string, body?: AsyncIterable<Uint8Array>) => boolean;

/** Ends an exchange whose answer failed for `reason`. */
export function endUnanswered(
  exchange: Exchange,
  reason: unknown,
  path: string,
  logger: Logger,
): void {
  if (exchange.refusal !== undefined) return;
  if (exchange.isClosed || ConnectError.from(reason).code === Code.Aborted) {
    logger.debug?.({ err: reason, path }, "the caller left before it had its answer");
    return;
  }
  logger.warn({ err: reason, path }, "could not answer a call");
  exchange.response.destroy();
}
