import type { EnqueueRequest, EpochMs } from "@millrace/core";
import type { Json } from "./json.ts";
import type { RunChange } from "./run-change.ts";
import type { RunOrder } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import type { StepPlace } from "./step-place.ts";
import type { ChildReference, Workflow } from "./workflow.ts";

/** What is to be done about a run, as one step: keep `run` and its parts, and make, cancel and tell the rest. */
export interface RunAdvance {
  readonly run: RunState;
  /** Parts to write. */
  readonly puts: ReadonlyMap<string, Json>;
  /** Parts to delete. */
  readonly deletes: ReadonlySet<string>;
  readonly jobs: readonly JobToMake[];
  readonly runs: readonly RunToMake[];
  /** Whose jobs are to be cancelled. */
  readonly cancels: readonly StepPlace[];
  /** What child runs are to be told, after those of `runs` were made. */
  readonly tells: readonly RunToTell[];
  /** The next time at which something happens by itself. */
  readonly wakeAt?: EpochMs;
  /** What has changed, in order. */
  readonly changes: readonly RunChange[];
  /** With the steps that were added. */
  readonly workflow: Workflow;
}

export interface JobToMake extends StepPlace {
  readonly request: EnqueueRequest;
}

export interface RunToMake extends StepPlace {
  readonly workflow: ChildReference;
  readonly input: Json;
  /** Whether nobody waits for its end. */
  readonly isDetached: boolean;
  readonly depth: number;
}

export interface RunToTell extends StepPlace {
  readonly event: RunOrder;
}
