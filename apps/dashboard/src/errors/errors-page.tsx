import type { JobStatus } from "@millrace/core";
import { RefreshCw } from "lucide-react";
import { useSearchParams } from "wouter";
import { formatCount } from "../format/numbers.ts";
import { useJobCount, useQueues } from "../live/live.ts";
import { Button } from "../ui/button.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { ErrorGroupList } from "./error-group-list.tsx";
import { type ErrorSummary, summaryOf } from "./error-pages.ts";
import { useErrorPages } from "./use-error-pages.ts";

const STATUSES = {
  failed: ["FAILED"],
  retrying: ["RETRYING"],
  both: ["FAILED", "RETRYING"],
} as const satisfies Readonly<Record<string, readonly JobStatus[]>>;

type Choice = keyof typeof STATUSES;

const CHOICES: readonly (readonly [choice: Choice, label: string])[] = [
  ["both", "All"],
  ["failed", "Failed"],
  ["retrying", "Retrying"],
];

/** What goes wrong, by cause: the address says of which type, and of jobs in which statuses. */
export default function ErrorsPage() {
  usePageTitle("Errors");
  const [params, setParams] = useSearchParams();
  const type = params.get("type") ?? undefined;
  const asked = params.get("status") as Choice | null;
  const choice: Choice = asked !== null && asked in STATUSES ? asked : "both";
  const statuses = STATUSES[choice];
  const choose = (next: { type?: string | undefined; status: Choice }) => {
    const wanted = { type: next.type ?? "", status: next.status === "both" ? "" : next.status };
    setParams(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== "")));
  };
  const pages = useErrorPages({ type, statuses });
  useJobCount({ type, statuses: [...statuses] }, () => void pages.refetch());
  const { data, error, hasNextPage, isFetching } = pages;
  const summary = data && summaryOf(data.pages, type !== undefined);
  return (
    <div className="mx-auto w-full max-w-screen-2xl p-3 md:p-4">
      <Panel
        title="Errors"
        isPage
        aside={
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-0.5">
            <TypeSelect type={type} onType={(next) => choose({ type: next, status: choice })} />
            <StatusChoice choice={choice} onChoice={(status) => choose({ type, status })} />
            <Button
              icon={RefreshCw}
              className="h-7 px-1.5"
              disabled={isFetching}
              aria-label="Look again"
              onClick={() => void pages.refetch()}
            />
          </div>
        }
      >
        {summary === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The errors cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {summary !== undefined && summary.groups.length === 0 && (
          <p className="p-3 text-muted-foreground">
            No job {choice === "retrying" ? "waits to be tried again" : "has failed"}
            {type !== undefined && ` in ${type}`}.
          </p>
        )}
        {summary !== undefined && summary.groups.length > 0 && (
          <>
            <ErrorGroupList groups={summary.groups} statuses={statuses} />
            <LookedAt
              summary={summary}
              hasMore={hasNextPage}
              isBusy={isFetching}
              onMore={() => void pages.fetchNextPage()}
            />
          </>
        )}
      </Panel>
    </div>
  );
}

interface TypeSelectProps {
  readonly type: string | undefined;
  readonly onType: (type: string | undefined) => void;
}

function TypeSelect({ type, onType }: TypeSelectProps) {
  const queues = useQueues().data?.queues ?? [];
  const failing = queues.filter(({ counts }) => counts.FAILED.jobs + counts.RETRYING.jobs > 0);
  const types = new Set([...failing.map((queue) => queue.type), ...(type ? [type] : [])]);
  return (
    <select
      aria-label="Queue"
      value={type ?? ""}
      className="h-7 max-w-36 rounded-md border border-input bg-background px-1.5 text-xs"
      onChange={({ target }) => onType(target.value === "" ? undefined : target.value)}
    >
      <option value="">All queues</option>
      {[...types].sort().map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  );
}

interface StatusChoiceProps {
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

function StatusChoice({ choice, onChoice }: StatusChoiceProps) {
  return (
    <fieldset className="flex items-center overflow-hidden rounded-md border border-input text-xs">
      <legend className="sr-only">Which jobs</legend>
      {CHOICES.map(([each, label]) => (
        <label
          key={each}
          className="cursor-pointer border-l border-input px-2 py-1 first-of-type:border-l-0 has-checked:bg-accent has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ring"
        >
          <input
            type="radio"
            name="statuses"
            checked={each === choice}
            className="sr-only"
            onChange={() => onChoice(each)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

interface LookedAtProps {
  readonly summary: ErrorSummary;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly onMore: () => void;
}

function LookedAt({ summary, hasMore, isBusy, onMore }: LookedAtProps) {
  const { lookedAt, jobs, more, otherJobs } = summary;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t px-3 py-2 text-xs text-muted-foreground">
      <p role="status" className="tabular-nums">
        Looked at the latest {formatCount(lookedAt)} of{" "}
        {formatCount(Math.max(jobs, lookedAt), more)} jobs
        {otherJobs > 0 && `; ${formatCount(otherJobs)} are in smaller groups`}.
      </p>
      {hasMore && (
        <Button disabled={isBusy} onClick={onMore}>
          Look at more
        </Button>
      )}
    </div>
  );
}
