import type { MinuteStats } from "@millrace/client";
import type { View } from "./view.ts";

export const STATS_VIEW: View<MinuteStats> = {
  columns: [
    { header: "MINUTE", cell: ({ startsAt }, shown) => shown.time(startsAt) },
    { header: "ENQUEUED", alignRight: true, cell: ({ enqueued }) => String(enqueued) },
    { header: "COMPLETED", alignRight: true, cell: ({ completed }) => String(completed) },
    {
      header: "FAILED",
      alignRight: true,
      cell: ({ failed }) => String(failed),
      style: ({ failed }) => (failed > 0 ? "red" : undefined),
    },
    { header: "RETRIED", alignRight: true, cell: ({ retried }) => String(retried) },
  ],
  fields: ["startsAt", "enqueued", "completed", "failed", "retried"],
  id: ({ startsAt }) => new Date(startsAt).toISOString(),
  json: (stats) => ({ ...stats, startsAt: new Date(stats.startsAt).toISOString() }),
};
