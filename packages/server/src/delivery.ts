import { type ContextValues, createContextKey, createContextValues } from "@connectrpc/connect";
import type { NodeServerResponse } from "./node-http.ts";

/** How the answer to a call comes through. */
export interface Delivery {
  /** Calls `listener` when the connection, or the caller, ended the call before its answer was sent. */
  onFailure(listener: () => void): void;
}

/** The delivery of a call, among the context values of its handler. */
export const DELIVERY = createContextKey<Delivery>(
  { onFailure: () => {} },
  { description: "the delivery of the answer" },
);

/** The context values of the call that `response` answers. */
export function deliveryBy(response: NodeServerResponse): ContextValues {
  const onFailure = (listener: () => void) => {
    const source = "stream" in response ? response.stream : response;
    source.once("close", () => {
      if (isCutShort(response)) listener();
    });
  };
  return createContextValues().set(DELIVERY, { onFailure });
}

/**
 * Whether the caller has certainly not had all of the answer. One that is on its way can still be
 * lost, which nobody here can tell.
 */
function isCutShort(response: NodeServerResponse): boolean {
  // The last word of an answer closes an HTTP/2 stream whose request is complete with code 0; a reset
  // that comes later than that is not seen.
  if ("stream" in response) return response.stream.rstCode !== 0;
  return !response.writableFinished;
}
