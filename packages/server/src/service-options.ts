import type { HandlerContext } from "@connectrpc/connect";
import type { Limits, Logger, Store } from "@millrace/core";
import type { CallTimeOptions } from "./call-time.ts";
import type { SignalLinks } from "./signal-link.ts";

/** What a service has to work with. */
export interface ServiceOptions extends CallTimeOptions {
  /** The store of whoever makes a call. */
  readonly storeOf: (context: HandlerContext) => Store | Promise<Store>;
  readonly limits: Limits;
  /** The largest message of a call. */
  readonly messageBytes: number;
  /** Aborted when the server drains: what would wait must end. */
  readonly draining: AbortSignal;
  /** Signs the links by which browsers signal runs. Absent when the server has no secret for them. */
  readonly links?: SignalLinks | undefined;
  readonly logger: Logger;
}
