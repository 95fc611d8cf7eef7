import type { ServerInfo } from "@millrace/client";
import type { View } from "./view.ts";

export const SERVER_VIEW: View<ServerInfo> = {
  columns: [
    { header: "VERSION", cell: ({ version }) => version },
    { header: "STORE", cell: ({ store }) => store },
  ],
  fields: ["version", "store", "limits"],
  id: ({ version }) => version,
  json: (info) => info,
  details: ({ version, store, limits }) => [
    ["version", version],
    ["store", store],
    ...Object.entries(limits).map(([name, limit]) => [name, String(limit)] as const),
  ],
};
