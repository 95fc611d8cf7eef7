import type { Queue } from "@millrace/client";
import { formatRoughDuration, type JobStatus } from "@millrace/core";
import { Link } from "wouter";
import { formatCount, formatRate } from "../format/numbers.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { classes } from "../ui/classes.ts";
import { STATUS_LOOKS } from "../ui/job-statuses.ts";
import { Mark } from "../ui/mark.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { queueLink } from "./queue-link.ts";

const RIGHT = "text-right";

/** The queues at a glance, those with problems first. */
export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  const sorted = [...queues].sort((a, b) => weight(b) - weight(a) || (a.type < b.type ? -1 : 1));
  const head = (
    <>
      <Head>Queue</Head>
      <Head className={RIGHT}>Failed</Head>
      <Head className={classes(FROM.medium, RIGHT)}>Retrying</Head>
      <Head className={RIGHT}>Due</Head>
      <Head className={RIGHT}>Running</Head>
      <Head className={classes(FROM.wide, RIGHT)} title="Scheduled, or blocked by other jobs">
        Later
      </Head>
      <Head className={RIGHT} title="How long the oldest due job waits">
        Oldest
      </Head>
      <Head className={classes(FROM.medium, RIGHT)} title="Jobs a second that were enqueued">
        In/s
      </Head>
      <Head className={classes(FROM.medium, RIGHT)} title="Jobs a second that have completed">
        Done/s
      </Head>
      <Head
        className={classes(FROM.widest, RIGHT)}
        title="From due to lease: half of the jobs, and all but one in twenty"
      >
        Wait p50 · p95
      </Head>
      <Head
        className={classes(FROM.widest, RIGHT)}
        title="From lease to end: half of the jobs, and all but one in twenty"
      >
        Run p50 · p95
      </Head>
      <Head className={classes(FROM.medium, RIGHT)}>Workers</Head>
    </>
  );
  return (
    <Table label="Queues" head={head}>
      {sorted.map((queue) => (
        <QueueRow key={queue.type} queue={queue} />
      ))}
    </Table>
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
    <Row>
      <RowHead>
        <span className="flex min-w-0 items-center gap-2">
          <Link href={queueLink(type)} className="truncate font-medium hover:underline">
            {type}
          </Link>
          {paused && <Mark>paused</Mark>}
          {draining && <Mark>draining</Mark>}
        </span>
      </RowHead>
      <CountCell type={type} counts={counts} status="FAILED" />
      <CountCell type={type} counts={counts} status="RETRYING" className={FROM.medium} />
      <CountCell type={type} counts={counts} status="PENDING" />
      <CountCell type={type} counts={counts} status="RUNNING" />
      <Cell className={classes(FROM.wide, RIGHT, later === 0 && "text-muted-foreground")}>
        {formatCount(later, laterMore)}
      </Cell>
      <Cell className={classes(RIGHT, oldestAgeMs === undefined && "text-muted-foreground")}>
        {oldestAgeMs === undefined ? "–" : formatRoughDuration(oldestAgeMs)}
      </Cell>
      <Cell className={classes(FROM.medium, RIGHT)}>{formatRate(activity.enqueuedPerSecond)}</Cell>
      <Cell className={classes(FROM.medium, RIGHT)}>{formatRate(activity.completedPerSecond)}</Cell>
      <Cell className={classes(FROM.widest, RIGHT)}>{quantiles(activity.wait)}</Cell>
      <Cell className={classes(FROM.widest, RIGHT)}>{quantiles(activity.run)}</Cell>
      <Cell className={classes(FROM.medium, RIGHT, isAlone && "font-semibold text-failed")}>
        {isAlone ? "none" : formatCount(workers)}
      </Cell>
    </Row>
  );
}

function quantiles(times: Queue["activity"]["wait"]): string {
  return times === undefined
    ? "–"
    : `${formatRoughDuration(times.p50Ms)} · ${formatRoughDuration(times.p95Ms)}`;
}

interface CountCellProps extends Pick<Queue, "type" | "counts"> {
  readonly status: JobStatus;
  readonly className?: string;
}

/** A count that leads to its jobs. */
function CountCell({ type, counts, status, className }: CountCellProps) {
  const { jobs, more } = counts[status];
  if (jobs === 0)
    return <Cell className={classes(className, RIGHT, "text-muted-foreground")}>0</Cell>;
  const { text, label } = STATUS_LOOKS[status];
  return (
    <Cell className={classes(className, RIGHT)}>
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
