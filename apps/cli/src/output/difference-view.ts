import type { Difference } from "../definition-diff.ts";
import { cellText } from "./fields.ts";
import type { Style, View } from "./view.ts";

const STYLES: Readonly<Record<Difference["change"], Style>> = {
  ADDED: "green",
  REMOVED: "red",
  CHANGED: "yellow",
};

export const DIFFERENCE_VIEW: View<Difference> = {
  columns: [
    { header: "PATH", cell: ({ path }) => path },
    { header: "CHANGE", cell: ({ change }) => change, style: ({ change }) => STYLES[change] },
    { header: "BEFORE", cell: ({ before }) => cellText(before) },
    { header: "AFTER", cell: ({ after }) => cellText(after) },
  ],
  fields: ["path", "change", "before", "after"],
  id: ({ path }) => path,
  json: (difference) => difference,
};
