import { createContextKey } from "@connectrpc/connect";

/** How the answer to a call comes through. */
export interface Delivery {
  /** Calls `listener` when the connection, or the caller, ended the call before its answer was sent. */
  onFailure(listener: () => void): void;
  /** By which it comes: the same for all calls that share one. */
  readonly connection: object;
}

/** The delivery of a call, among the context values of its handler. */
export const DELIVERY = createContextKey<Delivery>(
  { onFailure: () => {}, connection: {} },
  { description: "the delivery of the answer" },
);
