import type { RunChange } from "./run-change.ts";
import { PART, type Parts, PartsDraft, type Read, readParts } from "./run-parts.ts";
import type { RunState } from "./run-state.ts";

const CHUNK = 16;
/** The first and the last chunks are kept: of more than 10,000 lines those in the middle go. */
const KEPT = { first: 312, last: 313 };

/** Adds lines to a history: whole chunks become parts, and the state keeps the rest. */
export function keepHistory(
  history: readonly RunChange[],
  changes: readonly RunChange[],
  parts: PartsDraft,
): readonly RunChange[] {
  let tail = [...history, ...changes];
  for (; tail.length >= CHUNK; tail = tail.slice(CHUNK)) {
    const chunk = chunkOf((tail[0] as RunChange).sequence);
    parts.put(PART.history(chunk), tail.slice(0, CHUNK).map(toJson));
    const dropped = chunk - KEPT.last;
    if (dropped >= KEPT.first) parts.delete(PART.history(dropped));
  }
  return tail;
}

/** A page of a run's history. */
export interface HistoryPage {
  readonly changes: readonly RunChange[];
  /** The sequences of the lines that were dropped in the middle, if there are such. */
  readonly dropped?: { readonly from: number; readonly to: number };
}

/** Up to `limit` lines behind the sequence `after`. */
export function historyOf(
  run: RunState,
  { after, limit }: { readonly after: number; readonly limit: number },
  parts: Parts,
): Read<HistoryPage> {
  const tailFrom = run.sequence - run.history.length + 1;
  const dropped = droppedOf(chunkOf(tailFrom));
  let from = after + 1;
  if (dropped !== undefined && from >= dropped.from && from <= dropped.to) from = dropped.to + 1;
  const chunks: number[] = [];
  let seen = 0;
  for (let chunk = chunkOf(from); chunk < chunkOf(tailFrom) && seen < limit + CHUNK; chunk++) {
    if (dropped !== undefined && chunk === chunkOf(dropped.from)) chunk = chunkOf(dropped.to + 1);
    if (chunk >= chunkOf(tailFrom)) break;
    chunks.push(chunk);
    seen += CHUNK;
  }
  return readParts(() => {
    const draft = new PartsDraft(parts);
    draft.require(chunks.map(PART.history));
    const kept = chunks.flatMap(
      (chunk) => (draft.get(PART.history(chunk)) ?? []) as unknown as RunChange[],
    );
    const changes = [...kept, ...run.history].filter(({ sequence }) => sequence >= from);
    return { changes: changes.slice(0, limit), ...(dropped !== undefined && { dropped }) };
  });
}

/** The number of the chunk in which a line is, from 0 on. */
function chunkOf(sequence: number): number {
  return Math.floor((sequence - 1) / CHUNK);
}

/** What was dropped when there are `count` chunks. */
function droppedOf(count: number): { readonly from: number; readonly to: number } | undefined {
  const chunks = count - KEPT.first - KEPT.last;
  if (chunks <= 0) return undefined;
  return { from: KEPT.first * CHUNK + 1, to: (KEPT.first + chunks) * CHUNK };
}

function toJson(change: RunChange) {
  return { ...change };
}
