import type { EpochMs, RunStatus, SkipCause, StepStatus } from "@millrace/core";

/** A line of a run's history. */
export interface RunChange {
  /** Grows by one with each change of the run. */
  readonly sequence: number;
  readonly at: EpochMs;
  /** Absent for the run itself. */
  readonly step?: string;
  readonly from: StepStatus | RunStatus;
  readonly to: StepStatus | RunStatus;
  readonly cause?: SkipCause;
  /** Of a step that was started over: how often, the first time included. */
  readonly epoch?: number;
  /** Who asked for it. */
  readonly by?: string;
  /** At most 256 characters. */
  readonly note?: string;
}
