import type { RunStatus } from "@millrace/core";
import {
  Ban,
  CircleCheck,
  CirclePlay,
  CircleStop,
  CircleX,
  type LucideIcon,
  PauseCircle,
} from "lucide-react";

interface RunLook {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly text: string;
}

/** How the status of a run looks: by an icon and a word. */
export const RUN_STATUS_LOOKS: { readonly [Status in RunStatus]: RunLook } = {
  RUNNING: { label: "Running", icon: CirclePlay, text: "text-running" },
  PAUSED: { label: "Paused", icon: PauseCircle, text: "text-retrying" },
  CANCELLING: { label: "Cancelling", icon: CircleStop, text: "text-retrying" },
  COMPLETED: { label: "Completed", icon: CircleCheck, text: "text-completed" },
  FAILED: { label: "Failed", icon: CircleX, text: "text-failed" },
  CANCELLED: { label: "Cancelled", icon: Ban, text: "text-cancelled" },
};

export function RunBadge({ status }: { status: RunStatus }) {
  const { label, icon: Icon, text } = RUN_STATUS_LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap ${text}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {label}
    </span>
  );
}
