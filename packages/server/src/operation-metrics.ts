import { type Clock, OPERATION_ACTIONS, type OperationWork } from "@millrace/core";
import { Gauge, type Registry } from "prom-client";
import { ScrapedLook } from "./scraped-look.ts";

/** A store, as far as its open operations are listed. */
export interface ListedOperations {
  readonly operations: Pick<OperationWork, "open">;
}

/** Shows how many operations on many jobs are open: one that stays open is not carried out. */
export function showOperations(register: Registry, store: ListedOperations, clock: Clock): void {
  const look = new ScrapedLook(() => store.operations.open(), clock);
  new Gauge({
    name: "millrace_operations_open",
    help: "Operations on many jobs that have not ended, by what they do; the same on every server of a store: take the max",
    labelNames: ["action"],
    registers: [register],
    async collect() {
      const open = await look.found();
      for (const action of OPERATION_ACTIONS) {
        const of = open.filter(({ record }) => record.action === action);
        this.set({ action: action.toLowerCase() }, of.length);
      }
    },
  });
}
