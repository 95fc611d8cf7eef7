import type { ServerInfo, ServerStatus } from "@millrace/client";
import type { Shown } from "./shown.ts";
import type { Detail, View } from "./view.ts";

export const SERVER_VIEW: View<ServerInfo> = {
  columns: [
    { header: "VERSION", cell: ({ version }) => version },
    { header: "STORE", cell: ({ store }) => store },
  ],
  fields: ["version", "store", "limits", "status"],
  id: ({ version }) => version,
  json: (info) => info,
  details: ({ version, store, limits, status }, shown) => [
    ["version", version],
    ["store", store],
    ...(status === undefined ? [] : statusDetails(status, shown)),
    ...Object.entries(limits).map(([name, limit]): Detail => [name, String(limit)]),
  ],
};

function statusDetails(status: ServerStatus, shown: Shown): readonly Detail[] {
  const { host, startedAt, roles, warnings, watch } = status;
  return [
    ["host", host],
    ["started", shown.fullTime(startedAt)],
    ...(roles.length === 0 ? [["maintenance", "nobody does it", "yellow"] satisfies Detail] : []),
    ...roles.map(({ name, holder, fence }): Detail => [name, `${holder} (fence ${fence})`]),
    ["watched", `${watch.topics} topics, by ${watch.streams} streams`],
    ...warnings.map((warning): Detail => ["warning", warning, "yellow"]),
  ];
}
