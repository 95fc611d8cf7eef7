import type { EpochMs } from "@millrace/core";
import type { Steps } from "./definition.ts";
import type { Json } from "./json.ts";
import type { StepPlace } from "./step-place.ts";

/** What happens to a run, at a time by the store's clock. */
export type RunEvent = {
  readonly at: EpochMs;
  /** Who asked for it, for the history. */
  readonly by?: string;
} & (JobEnded | SignalSent | RunOrder);

/** A job, or a run inside of the run, has ended. */
export interface JobEnded {
  readonly kind: "ended";
  readonly step: string;
  /** Of a map: the place of the item. */
  readonly index?: number;
  /** As it was asked for: an end of another epoch changes nothing. */
  readonly epoch: number;
  readonly status: "COMPLETED" | "FAILED" | "CANCELLED";
  readonly result?: Json;
  readonly error?: string;
  /** The jobs of the steps that start by it were made with it: see `followersOf`. */
  readonly isFollowed?: true;
}

export interface SignalSent {
  readonly kind: "signal";
  /** A signal with an id that was there before changes nothing. */
  readonly id: string;
  readonly name: string;
  readonly payload: Json;
}

/** What people and programs ask of a run. What {@link refusalOf} refuses changes nothing. */
export type RunOrder =
  | { readonly kind: "pause" | "resume" }
  | { readonly kind: "cancel"; readonly reason?: string }
  | RerunOrder
  | RetryOrder
  | {
      /** Has a step for completed, with a result that was made by hand. */
      readonly kind: "skip";
      readonly step: string;
      readonly result: Json;
    }
  | {
      /** Adds steps to a run that has not ended. */
      readonly kind: "add";
      readonly steps: Steps;
      /** The job that adds them as it completes, which has failed if they cannot be added. */
      readonly job?: StepPlace;
    };

/** Has steps of a run that has ended run again, and all that come after them. */
export interface RerunOrder {
  readonly kind: "rerun";
  /** The steps; or those that failed, were cancelled, or skipped because of that. */
  readonly from: readonly string[] | "FAILED";
  /** Defaults to what it was. */
  readonly input?: Json;
}

/** Has a step that failed run again, in a run that goes on. */
export interface RetryOrder {
  readonly kind: "retry";
  readonly step: string;
  /** Of a step that runs a workflow: the part of its run that failed, or a new one. Defaults to `RESUME`. */
  readonly how?: "RESUME" | "RESTART";
}
