import { type EpochMs, GONE, type RunNews } from "@millrace/core";
import type { Json } from "./json.ts";
import type { JobEnded, RunEvent, RunOrder, SignalSent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import type { StepPlace } from "./step-place.ts";

/** What a store keeps of a run, as JSON. */
export interface RunRecord {
  /** Of the workflow. */
  readonly version: number;
  /** Of a run of steps that stand inside of the workflow: the names of the steps that lead there. */
  readonly inside?: readonly string[];
  readonly state: RunState;
  /** The jobs that are to be cancelled: kept, so that a crash before they are loses nothing. */
  readonly cancels: readonly StepPlace[];
  /** The step that waits for the end of this run, or has only started it. */
  readonly parent?: StepPlace & { readonly id: string; readonly isDetached: boolean };
  readonly metadata: Readonly<Record<string, string>>;
  readonly retentionMs: number;
  /** When the run is due by itself. */
  readonly wakeAt?: EpochMs;
  /** Present once the run is to be deleted, whose parts go one after the other. */
  readonly isDeleted?: true;
}

/** What runs are told. */
export type ToldEvent = (JobEnded | SignalSent | RunOrder) & { readonly by?: string };

const decoder = new TextDecoder("utf-8", { fatal: true });
const encoder = new TextEncoder();

export function encodePart(value: Json): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

export function decodePart(value: Uint8Array): Json {
  return JSON.parse(decoder.decode(value)) as Json;
}

/** What `news` are for a run; undefined for those of a job of which is not known any more what it was for. */
export function eventOf(news: RunNews): RunEvent | undefined {
  const { at } = news;
  if (news.kind === "told") return { ...(JSON.parse(news.text) as ToldEvent), at };
  const { error, run, status, isFollowed } = news;
  if (run === undefined) return undefined;
  const { id: _, ...place } = run;
  return {
    ...{ kind: "ended", at, ...place },
    ...(status === GONE
      ? { status: "FAILED", error: "the job of the step is gone: it was lost or deleted" }
      : { status, ...(error !== undefined && { error }) }),
    ...(status === "COMPLETED" && { result: jsonOf(news.result) }),
    ...(isFollowed && { isFollowed }),
  };
}

/** A result as expressions see it; null for none, and for one that is no JSON. */
export function jsonOf(result: Uint8Array | undefined): Json {
  if (result === undefined || result.length === 0) return null;
  try {
    return decodePart(result);
  } catch {
    return null;
  }
}
