import type { ErrorGroup } from "@millrace/client";
import type { View } from "./view.ts";

export const ERROR_GROUP_VIEW: View<ErrorGroup> = {
  columns: [
    { header: "FAILED", alignRight: true, cell: ({ failed }) => String(failed) },
    { header: "RETRYING", alignRight: true, wide: true, cell: ({ retrying }) => String(retrying) },
    { header: "TYPE", cell: ({ type }) => type },
    { header: "ERROR", cell: ({ message }) => message },
    { header: "IN", cell: ({ frame }) => frame },
    { header: "LAST", cell: ({ lastSeenAt }, shown) => shown.time(lastSeenAt) },
    { header: "FIRST", wide: true, cell: ({ firstSeenAt }, shown) => shown.time(firstSeenAt) },
    { header: "GROUP", cell: ({ id }) => id },
    { header: "SAMPLE", wide: true, cell: ({ sampleJobId }) => sampleJobId },
  ],
  fields: [
    ...["id", "type", "message", "frame", "failed", "retrying", "firstSeenAt", "lastSeenAt"],
    ...["sampleJobId", "sampleMessage"],
  ],
  id: ({ id }) => id,
  json: ({ firstSeenAt, lastSeenAt, ...group }) => ({
    ...group,
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
  }),
};
