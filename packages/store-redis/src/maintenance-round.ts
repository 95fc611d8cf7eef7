import type { MaintenanceReport } from "@millrace/core";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/** How many types of a partition one round takes. */
const TYPES = 100;

/** Rounds of maintenance over all partitions; each goes on where the one before ended. */
export class MaintenanceRound {
  readonly #partitions: Partitions;
  /** The type to go on with, in partitions that have more of them than one round takes. */
  readonly #next = new Map<Partition, string>();

  constructor(partitions: Partitions) {
    this.#partitions = partitions;
  }

  async run(): Promise<MaintenanceReport> {
    const all = await this.#partitions.all();
    const reports = await Promise.all(all.map((partition) => this.#maintain(partition)));
    const total = { promoted: 0, rescued: 0, pruned: 0, more: false };
    for (const report of reports) {
      total.promoted += report.promoted;
      total.rescued += report.rescued;
      total.pruned += report.pruned;
      total.more ||= report.more;
    }
    return total;
  }

  async #maintain(partition: Partition): Promise<MaintenanceReport> {
    const total = { promoted: 0, rescued: 0, pruned: 0, more: false };
    const types = await partition.types(this.#next.get(partition) ?? "", [], TYPES);
    for (const { type } of types) {
      const { promoted, rescued, pruned, more } = await partition.maintain(type);
      total.promoted += promoted;
      total.rescued += rescued;
      total.pruned += pruned;
      total.more ||= more;
    }
    if (types.length < TYPES) this.#next.delete(partition);
    else {
      // The first name behind the last one.
      this.#next.set(partition, `${types.at(-1)?.type}\0`);
      total.more = true;
    }
    return total;
  }
}
