import type { Store } from "@millrace/core";

/** What runs need of a store. */
export type RunHome = Pick<Store, "runs" | "get" | "cancel">;
