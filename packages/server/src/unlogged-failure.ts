import { text } from "node:stream/consumers";
import { Code, type ContextValues, createContextKey } from "@connectrpc/connect";
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import type { Logger } from "@millrace/core";
import { oneChunk } from "./one-chunk.ts";

/** Whether the log has what went wrong within the server, among the context values of a call. */
export const IS_LOGGED = createContextKey(false, { description: "the failure is in the log" });

const INTERNAL_STATUS = 500;
const INTERNAL: ReadonlySet<string> = new Set([String(Code.Internal), String(Code.Unknown)]);

/**
 * `answer`, logged when it tells the caller of a fault of the server that nobody has logged: one that
 * came before or after the service, such as an answer that cannot be encoded.
 */
export async function logFailure(
  answer: UniversalServerResponse,
  values: ContextValues,
  path: string,
  logger: Logger,
): Promise<UniversalServerResponse> {
  const log = (message: string) => {
    if (values.get(IS_LOGGED)) return;
    logger.error({ path, answer: message }, "a call failed outside of its service");
  };
  const { status, body, trailer } = answer;
  if (status === INTERNAL_STATUS) {
    const answered = body === undefined || body === null ? "" : await text(body);
    log(answered);
    return { ...answer, body: oneChunk(Buffer.from(answered)) };
  }
  if (INTERNAL.has(trailer?.get("Grpc-Status") ?? "")) log(trailer?.get("Grpc-Message") ?? "");
  return answer;
}
