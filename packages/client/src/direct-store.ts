import type { Logger } from "@millrace/core";
import type { CallUntilClosed, ClientSchedules } from "./client-schedules.ts";
import type { ClientStore } from "./client-store.ts";
import type { ClientWorkflows } from "./client-workflows.ts";

/** A store that a client opens by its first call. */
export interface DirectStore {
  /** The store; a promise as long as it is being opened. When that fails, the next call tries again. */
  open(): ClientStore | Promise<ClientStore>;
  /** Ends all calls and connections. Idempotent. */
  close(): Promise<void>;
}

export interface DirectStoreOptions {
  /** Hears what an operator should know of the store. */
  readonly logger: Pick<Logger, "warn">;
  /** How long a call waits for Redis or Postgres. Defaults to what the store takes by itself. */
  readonly timeoutMs: number | undefined;
}

/** Leads to the schedules of the store that `open` leads to, each call of which goes through `call`. */
export type DirectSchedules = (
  call: CallUntilClosed,
  open: () => ClientStore | Promise<ClientStore>,
) => Promise<ClientSchedules>;

/** Leads to the workflows of the store that `open` leads to, each call of which goes through `call`. */
export type DirectWorkflows = (
  call: CallUntilClosed,
  open: () => ClientStore | Promise<ClientStore>,
) => Promise<ClientWorkflows>;
