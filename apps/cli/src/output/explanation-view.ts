import type { Explanation, Reason } from "@millrace/core";
import type { Shown } from "./shown.ts";
import type { View } from "./view.ts";

/** Why a job does not run. */
export interface ExplainedJob extends Explanation {
  readonly id: string;
}

export const EXPLANATION_VIEW: View<ExplainedJob> = {
  columns: [
    { header: "ID", cell: ({ id }) => id },
    { header: "REASONS", cell: ({ reasons }) => reasons.map(({ kind }) => kind).join(", ") },
    { header: "MAY START", cell: ({ estimatedStart }, shown) => shown.time(estimatedStart) },
  ],
  fields: ["id", "reasons", "estimatedStart"],
  id: ({ id }) => id,
  json: ({ estimatedStart, reasons, ...job }) => ({
    ...job,
    reasons: reasons.map(reasonJson),
    ...(estimatedStart !== undefined && { estimatedStart: new Date(estimatedStart).toISOString() }),
  }),
  details: ({ reasons, estimatedStart }: ExplainedJob, shown: Shown) => [
    ...reasons.map(({ kind, sentence }) => [kind, sentence] as const),
    ["may start", shown.fullTime(estimatedStart)],
  ],
};

function reasonJson({ at, ...reason }: Reason): object {
  return { ...reason, ...(at !== undefined && { at: new Date(at).toISOString() }) };
}
