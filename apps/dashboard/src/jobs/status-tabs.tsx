import type { JobFilter, JobStatus, StatusCount } from "@millrace/core";
import { JOB_STATUSES } from "@millrace/core";
import { Link } from "wouter";
import { formatCount, sumCounts } from "../format/numbers.ts";
import { useQueues } from "../live/live.ts";
import { classes } from "../ui/classes.ts";
import { STATUS_LOOKS, STATUS_ORDER } from "../ui/job-statuses.ts";
import { withStatus } from "./query-text.ts";

/** The statuses, and how many jobs of the type, or of all, each has. */
export function StatusTabs({ query, filter }: { query: string; filter: JobFilter | undefined }) {
  const { data } = useQueues();
  const queues = (data?.queues ?? []).filter(
    ({ type }) => filter?.type === undefined || filter.type === type,
  );
  const countOf = (status: JobStatus) => sumCounts(queues.map(({ counts }) => counts[status]));
  const all = sumCounts(JOB_STATUSES.map(countOf));
  const chosen = filter?.statuses ?? [];
  return (
    <nav aria-label="Statuses" className="overflow-x-auto border-b">
      <ul className="flex min-w-max px-2 md:px-3">
        <li>
          <StatusTab query={query} isHere={chosen.length === 0} label="All" count={all} />
        </li>
        {STATUS_ORDER.map((status) => (
          <li key={status}>
            <StatusTab
              query={query}
              status={status}
              isHere={chosen.includes(status)}
              label={STATUS_LOOKS[status].label}
              count={countOf(status)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface StatusTabProps {
  readonly query: string;
  readonly status?: JobStatus;
  readonly isHere: boolean;
  readonly label: string;
  readonly count: StatusCount;
}

function StatusTab({ query, status, isHere, label, count }: StatusTabProps) {
  const next = withStatus(query, status);
  const look = status && STATUS_LOOKS[status];
  const Icon = look?.icon;
  return (
    <Link
      href={next === "" ? "/jobs" : `/jobs?q=${encodeURIComponent(next)}`}
      aria-current={isHere ? "page" : undefined}
      title={look?.meaning}
      className={classes(
        "-mb-px flex h-9 items-center gap-1.5 border-b-2 px-2.5 whitespace-nowrap",
        isHere
          ? "border-primary font-semibold"
          : "border-transparent text-muted-foreground hover:text-foreground",
      )}
    >
      {Icon && <Icon aria-hidden className={classes("size-3.5", count.jobs > 0 && look?.text)} />}
      {label}
      <span className="text-xs tabular-nums text-muted-foreground">
        {formatCount(count.jobs, count.more)}
      </span>
    </Link>
  );
}
