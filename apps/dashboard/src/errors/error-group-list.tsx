import type { ErrorGroup } from "@millrace/client";
import type { JobFilter, JobStatus } from "@millrace/core";
import { ListChecks } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { formatCount } from "../format/numbers.ts";
import { filterText } from "../jobs/filter-text.ts";
import { queueLink } from "../queues/queue-link.ts";
import { Button } from "../ui/button.tsx";
import { ShareBar } from "../ui/share-bar.tsx";
import { Time } from "../ui/time.tsx";
import { jobsOf } from "./error-pages.ts";

const BulkDialog = lazy(() => import("../bulk/bulk-dialog.tsx"));

interface ErrorGroupListProps {
  /** The largest first. */
  readonly groups: readonly ErrorGroup[];
  readonly statuses: readonly JobStatus[];
}

export function ErrorGroupList({ groups, statuses }: ErrorGroupListProps) {
  const most = Math.max(...groups.map(jobsOf));
  return (
    <ul className="divide-y">
      {groups.map((group) => (
        <ErrorGroupItem key={group.id} group={group} statuses={statuses} most={most} />
      ))}
    </ul>
  );
}

interface ErrorGroupItemProps {
  readonly group: ErrorGroup;
  readonly statuses: readonly JobStatus[];
  /** How many jobs the largest group has. */
  readonly most: number;
}

function ErrorGroupItem({ group, statuses, most }: ErrorGroupItemProps) {
  const { id, type, message, frame, failed, retrying, firstSeenAt, lastSeenAt } = group;
  const filter: JobFilter = { type, statuses, errorGroup: id };
  const query = filterText(filter);
  return (
    <li className="flex flex-col gap-x-4 gap-y-1.5 px-3 py-2.5 hover:bg-muted md:flex-row md:items-start">
      <div className="flex shrink-0 items-baseline gap-2 tabular-nums md:w-28 md:flex-col md:items-end md:gap-0.5">
        <span className="text-lg leading-6 font-semibold">{formatCount(jobsOf(group))}</span>
        <span className="text-right text-xs">
          <Numbers failed={failed} retrying={retrying} />
        </span>
        <ShareBar
          share={jobsOf(group) / most}
          fill={failed === 0 ? "fill-retrying" : "fill-failed"}
          fromRight
          className="hidden w-24 md:block"
        />
      </div>
      <div className="min-w-0 flex-1">
        <p className="font-mono text-xs leading-5 wrap-anywhere">
          <PatternText text={message === "" ? "an error without a message" : message} />
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-2 text-xs text-muted-foreground">
          <Link href={queueLink(type)} className="font-medium text-foreground hover:underline">
            {type}
          </Link>
          {frame !== "" && <span className="wrap-anywhere">in {frame}</span>}
          <span>
            last <Time at={lastSeenAt} />
          </span>
          {firstSeenAt !== lastSeenAt && (
            <span>
              first <Time at={firstSeenAt} />
            </span>
          )}
        </p>
        <Sample group={group} />
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <Link
          href={`/jobs?q=${encodeURIComponent(query)}`}
          className="inline-flex h-8 items-center rounded-md border bg-card px-2.5 text-sm font-medium hover:bg-muted"
        >
          Show jobs
        </Link>
        {!PAGE_SETTINGS.readOnly && <GroupActions filter={filter} query={query} />}
      </div>
    </li>
  );
}

/** How many have failed and how many are to be tried again; without the number where that is of all. */
function Numbers({ failed, retrying }: Pick<ErrorGroup, "failed" | "retrying">) {
  if (retrying === 0) return <span className="text-failed">failed</span>;
  if (failed === 0) return <span className="text-retrying">retrying</span>;
  return (
    <>
      <span className="text-failed">{formatCount(failed)} failed</span>{" "}
      <span className="text-retrying">{formatCount(retrying)} retrying</span>
    </>
  );
}

/** What the latest of its errors says, word for word. */
function Sample({ group: { sampleJobId, sampleMessage } }: { group: ErrorGroup }) {
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit text-muted-foreground hover:text-foreground">Latest error</summary>
      <p className="mt-1 rounded-md bg-muted px-2 py-1.5 font-mono whitespace-pre-wrap wrap-anywhere">
        {sampleMessage}
      </p>
      <Link
        href={`/jobs/${sampleJobId}`}
        className="mt-1 inline-block font-mono text-primary hover:underline"
      >
        {sampleJobId}
      </Link>
    </details>
  );
}

function GroupActions({ filter, query }: { filter: JobFilter; query: string }) {
  // As it was when it was opened: the dialog counts anew for another one.
  const [opened, setOpened] = useState<JobFilter>();
  return (
    <>
      <Button icon={ListChecks} onClick={() => setOpened(filter)}>
        Retry, cancel…
      </Button>
      {opened !== undefined && (
        <Suspense>
          <BulkDialog filter={opened} query={query} onClose={() => setOpened(undefined)} />
        </Suspense>
      )}
    </>
  );
}

const REPLACED = /(<(?:number|text|id|hex|uuid|url|path|address|email|time)>)/;

/** A message, whose replaced parts stand back. */
function PatternText({ text }: { text: string }) {
  return text.split(REPLACED).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <span key={place} className="text-muted-foreground">
        {part}
      </span>
    ),
  );
}
