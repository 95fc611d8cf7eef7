import { type SignalLink, type SignalLinkOptions, toSignalLink } from "@millrace/core";
import { decodeTimestamp, encodeDuration, encodeJson, required } from "@millrace/protocol";
import { WorkflowService } from "@millrace/protocol/services";
import type { Connection } from "./connection.ts";

/** Has a server make a link: few pages do, so that it is loaded by itself. */
export async function remoteSignalLink(
  connection: Connection,
  id: string,
  name: string,
  options: SignalLinkOptions,
): Promise<SignalLink> {
  const { text = "", answers = [], expiresInMs } = toSignalLink(options);
  const { path, expiresAt } = await connection.call(WorkflowService.method.createSignalLink, {
    ...{ id, name, text },
    answers: answers.map(({ label, payload = null }) => ({
      ...{ label, payload: encodeJson(payload) },
    })),
    ...(expiresInMs !== undefined && { expiresIn: encodeDuration(expiresInMs, "expiresInMs") }),
  });
  return { path, expiresAt: decodeTimestamp(required(expiresAt, "when the link expires")) };
}
