import { isFinal, type Job, MillraceError } from "@millrace/core";
import { numbersOf } from "./index-ranges.ts";
import { OpenRun } from "./open-run.ts";
import { placeId } from "./run-advancer.ts";
import { runsWorkflow } from "./run-draft.ts";
import type { JobEnded } from "./run-event.ts";
import type { RunHome } from "./run-home.ts";
import { PartsDraft } from "./run-parts.ts";
import { RunReader } from "./run-reader.ts";
import { jsonOf } from "./run-record.ts";
import type { StepPlace } from "./step-place.ts";
import type { WorkflowVersions } from "./workflow-versions.ts";

/** How many items of a map one look is at; the next one begins elsewhere. */
const ITEMS = 100;

/** A job or a run that a run waits for. */
interface Awaited {
  readonly place: StepPlace;
  readonly isRun: boolean;
}

/**
 * The ends of what a run waits for that nobody will tell it any more: of jobs and child runs that are gone, by an
 * eviction or by hand, of jobs that cannot be read, and of those whose news were lost.
 *
 * @param turn says which items of large maps to look at: one more each time.
 */
export async function lostEnds(
  home: RunHome,
  versions: WorkflowVersions,
  id: string,
  turn: number,
): Promise<readonly JobEnded[]> {
  const open = await OpenRun.read(home, versions, id, 1);
  // What is told anyway is not lost.
  if (open === undefined || open.news.length > 0) return [];
  const looks = await Promise.all(
    awaitedBy(open, turn).map((awaited) => endOf(home, open.id, awaited)),
  );
  const ends = looks.filter((end) => end !== undefined);
  if (ends.length === 0) return [];
  // What was taken into account since then was deleted by that.
  const { stored, news } = await home.runs.get(id, { maxNews: 1 });
  return stored?.version === open.stored.version && news.length === 0 ? ends : [];
}

function awaitedBy({ workflow, record }: OpenRun, turn: number): Awaited[] {
  const run = new RunReader(workflow, record.state, new PartsDraft(new Map()));
  return [...workflow.steps.values()].flatMap((step): Awaited[] => {
    const { name, action } = step;
    if (run.positionOf(step).status !== "STARTED") return [];
    const place = { step: name, epoch: run.epochOf(step) };
    const isRun = runsWorkflow(step);
    if (action.kind === "task" || action.kind === "workflow") return [{ place, isRun }];
    const items = numbersOf(run.run.maps[name]?.open ?? "");
    const from = items.length > ITEMS ? (turn * ITEMS) % items.length : 0;
    return items.slice(from, from + ITEMS).map((index) => ({ place: { ...place, index }, isRun }));
  });
}

async function endOf(
  home: RunHome,
  runId: string,
  { place, isRun }: Awaited,
): Promise<JobEnded | undefined> {
  const id = placeId(runId, place);
  const failed = (error: string): JobEnded => ({
    ...{ kind: "ended", ...place, status: "FAILED", error },
  });
  if (isRun) {
    const { stored } = await home.runs.get(id);
    return stored === undefined
      ? failed(`run ${id} of the step is gone: it was deleted`)
      : undefined;
  }
  const job = await readJob(home, id);
  if (job === "GONE") return failed(`job ${id} of the step is gone: it was lost or deleted`);
  if (job === "UNREADABLE" || job.run?.id !== runId) {
    return failed(`job ${id} of the step cannot be read`);
  }
  const { status, result, errors, cancelReason } = job;
  if (!isFinal(status)) return undefined;
  const error = status === "CANCELLED" ? cancelReason : errors.at(-1)?.message;
  return {
    ...{ kind: "ended", ...place, status },
    ...(status === "COMPLETED" ? { result: jsonOf(result) } : error !== undefined && { error }),
  };
}

async function readJob(home: RunHome, id: string): Promise<Job | "GONE" | "UNREADABLE"> {
  try {
    return await home.get(id);
  } catch (error) {
    const { code } = error instanceof MillraceError ? error : {};
    if (code === "NOT_FOUND") return "GONE";
    if (code === "DATA_LOSS") return "UNREADABLE";
    throw error;
  }
}
