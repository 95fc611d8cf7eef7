import type { JobStore, OperationStore, Store, WorkerStore } from "@millrace/core";

/** What a client needs of the place where the jobs lie: the producer's and the operator's half of a store. */
export type ClientStore = Pick<
  JobStore,
  "enqueue" | "get" | "list" | "watch" | "explain" | "update" | "cancel" | "redrive" | "delete"
> &
  Pick<Store, "queues" | "groups" | "errors"> & {
    readonly operations: OperationStore;
    readonly workers: Pick<WorkerStore, "list">;
  };
