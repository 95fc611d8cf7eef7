import { GROUP_CALLBACKS, type Group } from "@millrace/core";
import type { Shown } from "./shown.ts";
import type { Detail, View } from "./view.ts";

export const GROUP_VIEW: View<Group> = {
  columns: [
    { header: "ID", cell: ({ id }) => id },
    { header: "STATE", cell: stateOf },
    { header: "OPEN", alignRight: true, cell: ({ counts }) => String(counts.open) },
    { header: "COMPLETED", alignRight: true, cell: ({ counts }) => String(counts.completed) },
    {
      header: "FAILED",
      alignRight: true,
      cell: ({ counts }) => String(counts.failed),
      style: ({ counts }) => (counts.failed > 0 ? "red" : undefined),
    },
    { header: "CANCELLED", alignRight: true, cell: ({ counts }) => String(counts.cancelled) },
  ],
  fields: [
    ...["id", "sealed", "counts", "createdAt", "finishedAt", "expiresAt", "retentionMs"],
    "callbacks",
  ],
  id: ({ id }) => id,
  json: ({ id, sealed, counts, createdAt, finishedAt, expiresAt, retentionMs, callbacks }) => ({
    ...{ id, sealed, counts, retentionMs, callbacks },
    createdAt: new Date(createdAt).toISOString(),
    ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt).toISOString() }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
  }),
  details: detailsOf,
};

function stateOf({ sealed, finishedAt }: Group): string {
  if (finishedAt !== undefined) return "finished";
  return sealed ? "sealed" : "takes jobs";
}

function detailsOf(group: Group, shown: Shown): readonly Detail[] {
  const { open, completed, failed, cancelled } = group.counts;
  return [
    ["id", group.id],
    ["state", stateOf(group), group.finishedAt === undefined ? "yellow" : "green"],
    ["open", String(open)],
    ["completed", String(completed)],
    ["failed", String(failed), failed > 0 ? "red" : undefined],
    ["cancelled", String(cancelled)],
    ["created", shown.fullTime(group.createdAt)],
    ["finished", shown.fullTime(group.finishedAt)],
    ["kept until", shown.fullTime(group.expiresAt)],
    ...GROUP_CALLBACKS.map((name): Detail => [inWords(name), group.callbacks[name] ?? ""]),
  ];
}

/** `onCompleted` as "on completed". */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
