import type { JobStatus } from "@millrace/core";
import {
  Ban,
  CalendarClock,
  CircleCheck,
  CirclePlay,
  CircleX,
  Hourglass,
  Link2,
  type LucideIcon,
  RotateCcw,
} from "lucide-react";

/** How a status looks: by an icon and a word, never by its colour alone. */
export interface StatusLook {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly bar: string;
  /** What it means, in a few words. */
  readonly meaning: string;
}

export const STATUS_LOOKS: { readonly [Status in JobStatus]: StatusLook } = {
  SCHEDULED: {
    label: "Scheduled",
    icon: CalendarClock,
    text: "text-scheduled",
    bar: "bg-scheduled",
    meaning: "due later",
  },
  PENDING: {
    label: "Pending",
    icon: Hourglass,
    text: "text-pending",
    bar: "bg-pending",
    meaning: "due, waits for a worker",
  },
  RUNNING: {
    label: "Running",
    icon: CirclePlay,
    text: "text-running",
    bar: "bg-running",
    meaning: "leased by a worker",
  },
  RETRYING: {
    label: "Retrying",
    icon: RotateCcw,
    text: "text-retrying",
    bar: "bg-retrying",
    meaning: "an attempt failed, the next one comes",
  },
  BLOCKED: {
    label: "Blocked",
    icon: Link2,
    text: "text-blocked",
    bar: "bg-blocked",
    meaning: "comes after other jobs",
  },
  COMPLETED: {
    label: "Completed",
    icon: CircleCheck,
    text: "text-completed",
    bar: "bg-completed",
    meaning: "finished with success",
  },
  FAILED: {
    label: "Failed",
    icon: CircleX,
    text: "text-failed",
    bar: "bg-failed",
    meaning: "failed for good: the dead letters",
  },
  CANCELLED: {
    label: "Cancelled",
    icon: Ban,
    text: "text-cancelled",
    bar: "bg-cancelled",
    meaning: "cancelled before it finished",
  },
};

/** Problems first, then what is under way, then what is over. */
export const STATUS_ORDER: readonly JobStatus[] = [
  "FAILED",
  "RETRYING",
  "PENDING",
  "RUNNING",
  "SCHEDULED",
  "BLOCKED",
  "COMPLETED",
  "CANCELLED",
];
