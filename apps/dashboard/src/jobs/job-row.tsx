import type { JobView } from "@millrace/client";
import { formatRoughDuration } from "@millrace/core";
import { previewOf } from "../format/bytes.ts";
import { formatRelative } from "../format/times.ts";
import { useNow } from "../ui/clock.ts";
import { StatusBadge } from "../ui/status-badge.tsx";

/** The cells of a job in a list, after the one that selects it. */
export function JobCells({ job }: { job: JobView }) {
  return (
    <>
      <div role="gridcell" aria-colindex={2} className="w-28 shrink-0 max-md:w-auto">
        <StatusBadge
          status={job.status}
          note={job.status === "RUNNING" && job.cancelRequested ? "Cancelling" : undefined}
        />
      </div>
      <div
        role="gridcell"
        aria-colindex={3}
        className="min-w-0 truncate font-medium max-md:flex-1 md:w-40 md:shrink-0 lg:w-48"
      >
        {job.type}
      </div>
      <div
        role="gridcell"
        aria-colindex={4}
        className="hidden w-40 shrink-0 truncate font-mono text-xs text-muted-foreground lg:block"
      >
        {job.id}
      </div>
      <div
        role="gridcell"
        aria-colindex={5}
        className="min-w-0 flex-1 truncate text-xs max-md:order-last max-md:basis-full"
      >
        <JobGist job={job} />
      </div>
      <div
        role="gridcell"
        aria-colindex={6}
        title="Attempt, of as many as there may be"
        className="hidden w-14 shrink-0 text-right text-xs text-muted-foreground tabular-nums md:block"
      >
        {job.attempt}/{job.maxAttempts}
      </div>
      <div
        role="gridcell"
        aria-colindex={7}
        className="w-24 shrink-0 text-right text-xs tabular-nums max-md:w-auto"
      >
        <JobWhen job={job} />
      </div>
    </>
  );
}

/** What tells a job from others of its type: why it failed, how far it is, or what it is about. */
function JobGist({ job }: { job: JobView }) {
  const { status, errors, progress, payloadPreview, payloadBytes, cancelReason } = job;
  const error = errors.at(-1);
  if ((status === "FAILED" || status === "RETRYING") && error !== undefined) {
    return <span className="text-failed">{error.message.split("\n", 1)[0]}</span>;
  }
  if (status === "RUNNING" && progress !== undefined) {
    const percent = Math.round(progress.fraction * 100);
    return (
      <span className="flex items-center gap-2">
        <progress
          value={progress.fraction}
          aria-label="Progress"
          className="h-1.5 w-16 accent-running"
        />
        <span className="tabular-nums">{percent}%</span>
        <span className="truncate text-muted-foreground">{progress.message}</span>
      </span>
    );
  }
  if (status === "CANCELLED" && cancelReason) {
    return <span className="text-muted-foreground">{cancelReason}</span>;
  }
  return (
    <span className="font-mono text-muted-foreground">
      {previewOf(payloadPreview, payloadBytes)}
    </span>
  );
}

/** The time that counts in the job's status. */
function JobWhen({ job }: { job: JobView }) {
  const now = useNow();
  const { status, runAt, startedAt = job.updatedAt, finishedAt = job.updatedAt, createdAt } = job;
  switch (status) {
    case "RUNNING":
      return (
        <span title="Runs for so long">
          {now - startedAt < 1_000 ? "now" : `for ${formatRoughDuration(now - startedAt)}`}
        </span>
      );
    case "PENDING":
      return <span title="Due since">{formatRelative(runAt, now)}</span>;
    case "SCHEDULED":
    case "RETRYING":
      return <span title="Due">{formatRelative(runAt, now)}</span>;
    case "BLOCKED":
      return <span title="Enqueued">{formatRelative(createdAt, now)}</span>;
    default:
      return <span title="Ended">{formatRelative(finishedAt, now)}</span>;
  }
}
