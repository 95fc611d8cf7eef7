import type { Queue } from "@millrace/client";
import type { JobStatus } from "@millrace/core";
import { Link } from "wouter";
import { failedErrorsLink } from "../errors/errors-link.ts";
import { formatCount, sumCounts } from "../format/numbers.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { STATUS_LOOKS, STATUS_ORDER } from "../ui/job-statuses.ts";

/** How many jobs are in each status, of all queues together. */
export function StatusTiles({
  queues,
  type,
}: {
  queues: readonly Queue[];
  /** Of which the queue is; without it those are all. */
  type?: string;
}) {
  return (
    <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-4 xl:grid-cols-8">
      {STATUS_ORDER.map((status) => (
        <li key={status} className="bg-card">
          <StatusTile status={status} queues={queues} type={type} />
        </li>
      ))}
    </ul>
  );
}

interface StatusTileProps {
  readonly status: JobStatus;
  readonly queues: readonly Queue[];
  readonly type: string | undefined;
}

function StatusTile({ status, queues, type }: StatusTileProps) {
  const { label, icon: Icon, text, meaning } = STATUS_LOOKS[status];
  const { jobs, more } = sumCounts(queues.map(({ counts }) => counts[status]));
  const isQuiet = jobs === 0;
  return (
    <Link
      href={
        type === undefined && status === "FAILED" ? failedErrorsLink() : jobsLink({ type, status })
      }
      title={meaning}
      className="block px-3 py-2.5 hover:bg-muted"
    >
      <span
        className={`flex items-center gap-1.5 text-xs font-medium ${isQuiet ? "text-muted-foreground" : text}`}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {label}
      </span>
      <span
        className={`mt-0.5 block text-xl font-semibold tabular-nums ${isQuiet ? "text-muted-foreground" : status === "FAILED" ? text : ""}`}
      >
        {formatCount(jobs, more)}
      </span>
    </Link>
  );
}
