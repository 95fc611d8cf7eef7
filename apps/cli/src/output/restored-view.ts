import type { RecordKind } from "../archive/archive-records.ts";
import type { View } from "./view.ts";

/** How many records of a kind there were in a store. */
export interface ExportedKind {
  readonly kind: RecordKind;
  readonly records: number;
}

export const EXPORTED_VIEW: View<ExportedKind> = {
  columns: [
    { header: "KIND", cell: ({ kind }) => kind },
    { header: "RECORDS", alignRight: true, cell: ({ records }) => String(records) },
  ],
  fields: ["kind", "records"],
  id: ({ kind }) => kind,
  json: (kind) => kind,
};

/** What became of the records of a kind. */
export interface RestoredKind extends ExportedKind {
  readonly restored: number;
  /** There before, and left as they were. */
  readonly existed: number;
  /** Whose retention has ended. */
  readonly expired: number;
  readonly refused: number;
}

const COUNTS = ["records", "restored", "existed", "expired", "refused"] as const;

const HEADERS: { readonly [Count in (typeof COUNTS)[number]]: string } = {
  records: "RECORDS",
  restored: "NEW",
  existed: "THERE BEFORE",
  expired: "EXPIRED",
  refused: "REFUSED",
};

export const RESTORED_VIEW: View<RestoredKind> = {
  columns: [
    { header: "KIND", cell: ({ kind }) => kind },
    ...COUNTS.map((count) => ({
      header: HEADERS[count],
      alignRight: true,
      cell: (kind: RestoredKind) => String(kind[count]),
      style: (kind: RestoredKind) =>
        count === "refused" && kind.refused > 0 ? ("red" as const) : undefined,
    })),
  ],
  fields: ["kind", ...COUNTS],
  id: ({ kind }) => kind,
  json: (kind) => kind,
};
