import type { Queue } from "@millrace/client";
import type { JobStatus } from "@millrace/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { formatCount, formatRate } from "../format/numbers.ts";
import { formatAge } from "../format/times.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { classes } from "../ui/classes.ts";
import { STATUS_LOOKS } from "../ui/job-statuses.ts";

/** Which columns there is room for: all, from a width on, or on wide screens alone. */
const MEDIUM = "hidden md:table-cell";
const WIDE = "hidden lg:table-cell";
const WIDEST = "hidden xl:table-cell";

/** The queues at a glance, those with problems first. */
export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  const sorted = [...queues].sort((a, b) => weight(b) - weight(a) || (a.type < b.type ? -1 : 1));
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-right tabular-nums">
        <thead className="text-xs text-muted-foreground">
          <tr className="border-b">
            <Head className="pl-3 text-left">Queue</Head>
            <Head>Failed</Head>
            <Head className={MEDIUM}>Retrying</Head>
            <Head>Due</Head>
            <Head>Running</Head>
            <Head className={WIDE}>Later</Head>
            <Head title="How long the oldest due job waits">Oldest</Head>
            <Head className={MEDIUM} title="Jobs a second that were enqueued">
              In/s
            </Head>
            <Head className={MEDIUM} title="Jobs a second that have completed">
              Done/s
            </Head>
            <Head
              className={WIDEST}
              title="From due to lease: half of the jobs, and all but one in twenty"
            >
              Wait p50 · p95
            </Head>
            <Head
              className={WIDEST}
              title="From lease to end: half of the jobs, and all but one in twenty"
            >
              Run p50 · p95
            </Head>
            <Head className={classes(MEDIUM, "pr-3")}>Workers</Head>
          </tr>
        </thead>
        <tbody>
          {sorted.map((queue) => (
            <QueueRow key={queue.type} queue={queue} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What draws a queue up in the list. */
function weight({ counts, workers, paused }: Queue): number {
  const waits = counts.PENDING.jobs > 0 && (workers === 0 || paused !== undefined);
  return (waits ? 2 : 0) + (counts.FAILED.jobs > 0 ? 1 : 0);
}

function QueueRow({ queue }: { queue: Queue }) {
  const { type, counts, activity, workers, paused, draining } = queue;
  const { oldestAgeMs } = counts.PENDING;
  const later = counts.SCHEDULED.jobs + counts.BLOCKED.jobs;
  const laterMore = counts.SCHEDULED.more || counts.BLOCKED.more;
  const isAlone = workers === 0 && counts.PENDING.jobs > 0;
  return (
    <tr className="border-b last:border-0 hover:bg-muted">
      <th
        scope="row"
        className="max-w-0 min-w-28 py-1.5 pr-2 pl-3 text-left font-normal md:max-w-none"
      >
        <span className="flex min-w-0 items-center gap-2">
          <Link href={jobsLink({ type })} className="truncate font-medium hover:underline">
            {type}
          </Link>
          {paused && <Mark>paused</Mark>}
          {draining && <Mark>draining</Mark>}
        </span>
      </th>
      <CountCell type={type} counts={counts} status="FAILED" />
      <CountCell type={type} counts={counts} status="RETRYING" className={MEDIUM} />
      <CountCell type={type} counts={counts} status="PENDING" />
      <CountCell type={type} counts={counts} status="RUNNING" />
      <Cell className={classes(WIDE, later === 0 && "text-muted-foreground")}>
        {formatCount(later, laterMore)}
      </Cell>
      <Cell className={oldestAgeMs === undefined ? "text-muted-foreground" : ""}>
        {oldestAgeMs === undefined ? "–" : formatAge(oldestAgeMs)}
      </Cell>
      <Cell className={MEDIUM}>{formatRate(activity.enqueuedPerSecond)}</Cell>
      <Cell className={MEDIUM}>{formatRate(activity.completedPerSecond)}</Cell>
      <Cell className={WIDEST}>{quantiles(activity.wait)}</Cell>
      <Cell className={WIDEST}>{quantiles(activity.run)}</Cell>
      <Cell className={classes(MEDIUM, "pr-3", isAlone && "font-semibold text-failed")}>
        {isAlone ? "none" : formatCount(workers)}
      </Cell>
    </tr>
  );
}

function quantiles(times: Queue["activity"]["wait"]): string {
  return times === undefined ? "–" : `${formatAge(times.p50Ms)} · ${formatAge(times.p95Ms)}`;
}

interface CountCellProps extends Pick<Queue, "type" | "counts"> {
  readonly status: JobStatus;
  readonly className?: string;
}

/** A count that leads to its jobs. */
function CountCell({ type, counts, status, className }: CountCellProps) {
  const { jobs, more } = counts[status];
  if (jobs === 0) return <Cell className={classes(className, "text-muted-foreground")}>0</Cell>;
  const { text, label } = STATUS_LOOKS[status];
  return (
    <Cell className={className}>
      <Link
        href={jobsLink({ type, status })}
        aria-label={`${formatCount(jobs, more)} ${label.toLowerCase()} jobs of ${type}`}
        className={classes("font-medium hover:underline", text)}
      >
        {formatCount(jobs, more)}
      </Link>
    </Cell>
  );
}

function Mark({ children }: { children: ReactNode }) {
  return (
    <span className="rounded border border-retrying px-1 text-2xs font-medium text-retrying">
      {children}
    </span>
  );
}

function Head({
  className,
  title,
  children,
}: {
  className?: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <th
      scope="col"
      title={title}
      className={classes("px-2 py-1.5 font-medium whitespace-nowrap", className)}
    >
      {children}
    </th>
  );
}

function Cell({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <td className={classes("px-2 py-1.5 whitespace-nowrap", className)}>{children}</td>;
}
