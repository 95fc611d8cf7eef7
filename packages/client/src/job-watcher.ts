import type { JobEvent, WatchRequest } from "@millrace/core";
import type { ClientStore } from "./client-store.ts";

/** Watches jobs in place of the streams that each client has of its own. */
export interface JobWatcher {
  /**
   * The events of a job, up to where the way to them ends or breaks; the client goes on from there by
   * another call. `store` is the client's.
   */
  watch(request: WatchRequest, store: Pick<ClientStore, "get">): AsyncIterable<JobEvent>;
}
