import type { View } from "./view.ts";

/** What became of the jobs of a queue in a state. */
export interface Imported {
  readonly queue: string;
  readonly state: string;
  /** How many there were. */
  readonly jobs: number;
  readonly created: number;
  /** Imported before. */
  readonly existed: number;
  readonly refused: number;
  /** Made by a job scheduler, and so left alone. */
  readonly scheduled: number;
}

export const IMPORT_VIEW: View<Imported> = {
  columns: [
    { header: "QUEUE", cell: ({ queue }) => queue },
    { header: "STATE", cell: ({ state }) => state },
    { header: "JOBS", alignRight: true, cell: ({ jobs }) => String(jobs) },
    { header: "NEW", alignRight: true, cell: ({ created }) => String(created) },
    { header: "THERE BEFORE", alignRight: true, cell: ({ existed }) => String(existed) },
    { header: "OF SCHEDULERS", alignRight: true, cell: ({ scheduled }) => String(scheduled) },
    {
      header: "REFUSED",
      alignRight: true,
      cell: ({ refused }) => String(refused),
      style: ({ refused }) => (refused > 0 ? "red" : undefined),
    },
  ],
  fields: ["queue", "state", "jobs", "created", "existed", "scheduled", "refused"],
  id: ({ queue, state }) => `${queue} ${state}`,
  json: (imported) => imported,
};
