import type { LiveWorker } from "@millrace/client";
import type { View } from "./view.ts";

export const WORKER_VIEW: View<LiveWorker> = {
  columns: [
    { header: "ID", cell: ({ workerId }) => workerId },
    { header: "TYPES", cell: ({ types }) => types.join(",") },
    {
      header: "RUNNING",
      alignRight: true,
      cell: ({ running, concurrency }) => `${running}/${concurrency}`,
    },
    { header: "HOST", cell: ({ host }) => host },
    {
      header: "LAST SEEN",
      cell: ({ heartbeatAgeMs }, shown) => `${shown.length(heartbeatAgeMs)} ago`,
    },
    {
      header: "EVENT LOOP LAG",
      alignRight: true,
      wide: true,
      cell: ({ eventLoopLagMs }, shown) => shown.length(eventLoopLagMs),
      style: ({ eventLoopLagMs }) => (eventLoopLagMs > 1_000 ? "yellow" : undefined),
    },
    { header: "VERSION", wide: true, cell: ({ version }) => version },
    { header: "SERVER", wide: true, cell: ({ server }) => server },
  ],
  fields: [
    ...["workerId", "types", "concurrency", "running", "version", "host"],
    ...["eventLoopLagMs", "server", "heartbeatAgeMs"],
  ],
  id: ({ workerId }) => workerId,
  json: (worker) => worker,
};
