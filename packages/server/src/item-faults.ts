import type { HandlerContext } from "@connectrpc/connect";
import type { ErrorCode, Logger, MillraceError } from "@millrace/core";

const OPERATORS_AFFAIR: ReadonlySet<ErrorCode> = new Set(["INTERNAL", "DATA_LOSS"]);

/** Logs the errors of a batch's items that an operator must look at: the call itself has not failed. */
export function logItemFaults(
  results: readonly ({ readonly error: MillraceError } | object)[],
  { service, method }: HandlerContext,
  logger: Logger,
): void {
  for (const result of results) {
    if (!("error" in result) || !OPERATORS_AFFAIR.has(result.error.code)) continue;
    const call = { service: service.typeName, method: method.name };
    logger.error({ ...call, err: result.error }, "an item of a call failed");
  }
}
