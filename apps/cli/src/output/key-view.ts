import type { ConcurrencyKey } from "@millrace/core";
import { rateOf } from "./queue-view.ts";
import type { View } from "./view.ts";

export const KEY_VIEW: View<ConcurrencyKey> = {
  columns: [
    { header: "KEY", cell: ({ key }) => key },
    { header: "STATUS", cell: ({ status }) => status },
    { header: "PENDING", alignRight: true, cell: ({ pending }) => String(pending) },
    { header: "RUNNING", alignRight: true, cell: ({ running }) => String(running) },
    { header: "MAX RUNNING", cell: ({ limits }) => String(limits?.maxRunning ?? "") },
    {
      header: "RATE",
      cell: ({ limits }, shown) => (limits?.rate === undefined ? "" : rateOf(limits.rate, shown)),
    },
    { header: "WEIGHT", cell: ({ limits }) => String(limits?.weight ?? "") },
    { header: "UNTIL", cell: ({ until }, shown) => (until === undefined ? "" : shown.time(until)) },
    { header: "KEPT BY", cell: ({ keptBy = [] }) => keptBy.join(" ") },
  ],
  fields: ["key", "status", "pending", "running", "until", "keptBy", "limits"],
  id: ({ key }) => key,
  json: ({ until, ...key }) => ({
    ...key,
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  }),
};
