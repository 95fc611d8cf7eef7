import type { JobView } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { useNow } from "../ui/clock.ts";
import { STATUS_LOOKS } from "../ui/job-statuses.ts";
import { Panel } from "../ui/panel.tsx";
import { ClockTime } from "../ui/time.tsx";
import { type JobLifeEvent, jobEvents } from "./job-events.ts";

/** What has happened to the job, how long each step took, and what comes. */
export function JobTimeline({ job }: { job: JobView }) {
  const now = useNow();
  const events = jobEvents(job);
  return (
    <Panel
      title="Life"
      aside={
        <span className="text-xs text-muted-foreground">
          attempt {job.attempt} of {job.maxAttempts}
        </span>
      }
    >
      <ol className="px-3 py-2">
        {events.map((event, i) => (
          <TimelineItem
            key={`${event.at} ${event.title}`}
            event={event}
            since={events[i - 1]?.at}
            isToCome={event.at > now}
            isLast={i === events.length - 1}
          />
        ))}
      </ol>
    </Panel>
  );
}

interface TimelineItemProps {
  readonly event: JobLifeEvent;
  readonly since: number | undefined;
  readonly isToCome: boolean;
  readonly isLast: boolean;
}

function TimelineItem({ event, since, isToCome, isLast }: TimelineItemProps) {
  const { at, title, status, workerId, message, details } = event;
  const { icon: Icon, text } = STATUS_LOOKS[status];
  return (
    <li className={`relative flex gap-2.5 pb-2.5 ${isToCome ? "text-muted-foreground" : ""}`}>
      {!isLast && (
        <span aria-hidden className="absolute top-5 bottom-0 left-[7px] w-px bg-border" />
      )}
      <Icon aria-hidden className={`mt-0.5 size-[15px] shrink-0 ${text}`} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{title}</span>
          <span className="text-xs text-muted-foreground">
            <ClockTime at={at} />
            {since !== undefined && at - since > 0 && (
              <span className="ml-1.5 tabular-nums">+{formatDuration(at - since)}</span>
            )}
          </span>
        </p>
        {workerId && (
          <p className="truncate text-xs text-muted-foreground" title={workerId}>
            by {workerId}
          </p>
        )}
        {message && <p className="whitespace-pre-wrap wrap-anywhere">{message}</p>}
        {details && (
          <details className="mt-1 text-xs">
            <summary className="w-max rounded text-muted-foreground hover:text-foreground">
              Details
            </summary>
            <pre className="mt-1 max-h-72 overflow-auto rounded-md bg-muted p-2 font-mono whitespace-pre-wrap wrap-anywhere">
              {details}
            </pre>
          </details>
        )}
      </div>
    </li>
  );
}
