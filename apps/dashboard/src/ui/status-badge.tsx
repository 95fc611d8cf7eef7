import type { JobStatus } from "@millrace/core";
import { classes } from "./classes.ts";
import { STATUS_LOOKS } from "./job-statuses.ts";

export function StatusBadge({ status, note }: { status: JobStatus; note?: string | undefined }) {
  const { label, icon: Icon, text } = STATUS_LOOKS[status];
  return (
    <span className={classes("flex min-w-0 items-center gap-1.5 font-medium", text)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{note ?? label}</span>
    </span>
  );
}
