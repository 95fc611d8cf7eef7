import type { EpochMs, RunStatus } from "@millrace/core";
import type { Json } from "./json.ts";
import type { MapState } from "./map-state.ts";
import type { RunChange } from "./run-change.ts";
import type { Section, Workflow } from "./workflow.ts";

/**
 * A run of a workflow as data: plain JSON, and all of a run that each change writes anew. It stays small: what grows
 * with the run lies in parts beside it ({@link Parts}), each of which is written by what it is about.
 */
export interface RunState {
  readonly id: string;
  readonly status: RunStatus;
  /** From 1 on; each rerun is one more. */
  readonly attempt: number;
  /** The input, if it is small; else it is a part. */
  readonly input?: Json;
  /** When the attempt began, or is to begin. */
  readonly startedAt: EpochMs;
  /** Present until the run has begun. */
  readonly isWaiting?: true;
  readonly finishedAt?: EpochMs;
  /** The part of the workflow that has its turn. */
  readonly section: Section;
  /** How many runs it is inside of, itself included. */
  readonly depth: number;
  /** A letter for each step of the workflow, in their order: see {@link statusOf}. */
  readonly statuses: string;
  /** How many steps of the section have not ended. */
  readonly open: number;
  /** When the sleeps that have begun end, and the waits for signals are given up. */
  readonly timers: { readonly [step: string]: EpochMs };
  /** The steps that wait for signals, the one that has waited longest first. */
  readonly waits: readonly string[];
  /** How often a step was started over, itself included, where it was. */
  readonly epochs: { readonly [step: string]: number };
  /** The steps whose child runs are to go on, when the steps start again. */
  readonly resumes: readonly string[];
  readonly maps: { readonly [step: string]: MapState };
  /** Those that no step has taken, in the order in which they came. */
  readonly signals: readonly SignalState[];
  /** How many signals came in all. */
  readonly received: number;
  /** How many times steps were added; each is a part. */
  readonly added: number;
  /** The first failure that counts. */
  readonly error?: RunError;
  /** Present once no further step is to start but those that handle failures. */
  readonly isStopped?: true;
  readonly isTimedOut?: true;
  /** How many changes there were. */
  readonly sequence: number;
  /** The latest of them, which are not yet in a part. */
  readonly history: readonly RunChange[];
}

export interface RunError {
  /** Absent when it is about the run. */
  readonly step?: string;
  /** At most 1,024 characters. */
  readonly message: string;
}

export interface SignalState {
  readonly id: string;
  readonly name: string;
}

/** What a new run is told. */
export interface NewRun {
  readonly id: string;
  readonly input: Json;
  /** When it begins; a time to come is waited for. */
  readonly at: EpochMs;
  /** How many runs it is inside of, itself included. Defaults to 1. */
  readonly depth?: number;
}

/** A run of `workflow` of which no step has started, and whose input lies in a part. */
export function newRun(workflow: Workflow, { id, at, depth = 1 }: Omit<NewRun, "input">): RunState {
  const steps = [...workflow.steps.values()];
  return {
    ...{
      id,
      status: "RUNNING",
      attempt: 1,
      startedAt: at,
      isWaiting: true,
      section: "steps",
      depth,
    },
    statuses: "B".repeat(steps.length),
    open: steps.filter(({ section }) => section === "steps").length,
    ...{ timers: {}, waits: [], epochs: {}, resumes: [], maps: {}, signals: [], received: 0 },
    ...{ added: 0, sequence: 0, history: [] },
  };
}
