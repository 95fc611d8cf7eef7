import type { RunStep } from "@millrace/core";
import type { OpenRun } from "./open-run.ts";
import type { RunHome } from "./run-home.ts";
import { PART } from "./run-parts.ts";
import { encodePart } from "./run-record.ts";
import { statusOf, stepResult } from "./run-view.ts";

/** How long the results are, as JSON, that come with one job. */
export const RESULTS_BYTES = 256 * 1024;

/** What a result takes in a message besides itself and its name. */
const ENTRY_BYTES = 16;
/** How many results are read at a time: each of them may have 1 MiB. */
const READ_AT_ONCE = 8;

/** What a step has made of which there is no part. */
const NULL = encodePart(null);

/** By step, as JSON. */
export type StepResults = ReadonlyMap<string, Uint8Array>;

/**
 * The results of the steps right before each of `steps` that have completed, as far as they are not too long; that of a
 * map is the list of its items'. Each run is read once.
 *
 * @param read reads a run as it is.
 * @param room how many bytes all of them may have.
 */
export async function resultsBefore(
  home: RunHome,
  read: (id: string) => Promise<OpenRun | undefined>,
  steps: readonly RunStep[],
  room: number,
): Promise<StepResults[]> {
  const ids = new Set(steps.map(({ id }) => id));
  const opened = await Promise.all([...ids].map(async (id) => [id, await read(id)] as const));
  const runs = new Map(opened);
  // Side by side, by which the store reads them together; each counts what it could take at most.
  const found = await Promise.all(
    steps.map(({ id, step }) =>
      readBefore(home, runs.get(id), step, Math.min(room, RESULTS_BYTES)),
    ),
  );
  let left = room;
  return found.map((results) => {
    const bytes = [...results].reduce((sum, [step, value]) => sum + bytesOf(step, value), 0);
    if (bytes > left) return new Map();
    left -= bytes;
    return results;
  });
}

async function readBefore(
  home: RunHome,
  run: OpenRun | undefined,
  name: string,
  room: number,
): Promise<StepResults> {
  const results = new Map<string, Uint8Array>();
  if (run === undefined) return results;
  const { workflow, record } = run;
  const { state } = record;
  const before = (workflow.steps.get(name)?.after ?? []).filter(
    (step) => statusOf(workflow, state, step)?.status === "COMPLETED",
  );
  let left = room;
  const keep = (step: string, value: Uint8Array) => {
    if (bytesOf(step, value) > left) return;
    results.set(step, value);
    left -= bytesOf(step, value);
  };
  for (const step of before) {
    const { bytes = Number.POSITIVE_INFINITY } = state.maps[step] ?? {};
    if (bytes > left) continue;
    keep(step, encodePart(await run.look((parts) => stepResult(workflow, state, step, parts))));
  }
  const tasks = before.filter((step) => state.maps[step] === undefined);
  for (let at = 0; at < tasks.length && left > 0; at += READ_AT_ONCE) {
    const names = tasks.slice(at, at + READ_AT_ONCE);
    const { parts } = await home.runs.get(run.id, { parts: names.map(PART.result) });
    for (const step of names) keep(step, parts.get(PART.result(step)) ?? NULL);
  }
  return results;
}

function bytesOf(step: string, value: Uint8Array): number {
  return step.length + value.length + ENTRY_BYTES;
}
