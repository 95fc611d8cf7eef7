import type { QueueHold } from "@millrace/core";

/** What `hold_json` returns. */
export function readHold(json: string): QueueHold {
  const { at, until, told } = JSON.parse(json) as {
    readonly at: number;
    readonly until: number | null;
    readonly told: Pick<QueueHold, "reason" | "by">;
  };
  const { reason, by } = told;
  return { reason, by, at, ...(until !== null && { until }) };
}
