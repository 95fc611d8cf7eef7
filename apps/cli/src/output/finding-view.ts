import type { Style, View } from "./view.ts";

/** What came of a check. */
export interface Finding {
  readonly check: string;
  readonly status: "ok" | "warning" | "failed";
  readonly finding: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const STYLES: Readonly<Record<Finding["status"], Style>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
};

export const FINDING_VIEW: View<Finding> = {
  columns: [
    { header: "CHECK", cell: ({ check }) => check },
    { header: "STATUS", cell: ({ status }) => status, style: ({ status }) => STYLES[status] },
    { header: "FINDING", cell: ({ finding }) => finding },
    { header: "REMEDY", cell: ({ remedy = "" }) => remedy },
  ],
  fields: ["check", "status", "finding", "remedy"],
  id: ({ check }) => check,
  json: (finding) => finding,
};
