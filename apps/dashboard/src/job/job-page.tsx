import type { JobView } from "@millrace/client";
import { MillraceError } from "@millrace/core";
import { CircleX } from "lucide-react";
import { Link, useParams } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { useJob } from "../live/live-job.ts";
import { queueLink } from "../queues/queue-link.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { StatusBadge } from "../ui/status-badge.tsx";
import { ExplanationPanel } from "./explanation-panel.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobFacts } from "./job-facts.tsx";
import { JobTimeline } from "./job-timeline.tsx";
import { ListNeighbours } from "./list-neighbours.tsx";
import { LogPanel } from "./log-panel.tsx";
import { PayloadView } from "./payload-view.tsx";

export default function JobPage() {
  const { id = "" } = useParams();
  const { job, error } = useJob(id);
  usePageTitle(job === undefined ? id : `${job.type} ${job.status.toLowerCase()}`);
  if (job === undefined) {
    return error === null ? (
      <p className="p-6 text-muted-foreground">Loading…</p>
    ) : (
      <MissingJob id={id} error={error} />
    );
  }
  const isGone = error instanceof MillraceError && error.code === "NOT_FOUND";
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      {isGone && (
        <p role="alert" className="rounded-lg border border-retrying bg-card px-3 py-2">
          This job is gone: it was deleted, or its time was over. Below is how it was last.
        </p>
      )}
      <JobHead job={job} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <LastError job={job} />
          <ExplanationPanel job={job} />
          <ProgressPanel job={job} />
          <Payloads job={job} />
          <LogPanel job={job} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <JobTimeline job={job} />
          <JobFacts job={job} />
        </div>
      </div>
    </div>
  );
}

function JobHead({ job }: { job: JobView }) {
  const { id, type, status, cancelRequested } = job;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-center gap-x-3 text-lg font-semibold">
          <Link href={queueLink(type)} className="hover:underline">
            {type}
          </Link>
          <span className="text-sm">
            <StatusBadge
              status={status}
              note={cancelRequested && status === "RUNNING" ? "Cancelling" : undefined}
            />
          </span>
          <ListNeighbours key={id} id={id} />
        </h1>
        <p className="flex items-center gap-1 font-mono text-xs text-muted-foreground">
          {id}
          <CopyButton label="Copy the id" text={() => id} />
        </p>
      </div>
      <JobActions job={job} />
    </div>
  );
}

/** Why it failed last, where one looks first. */
function LastError({ job }: { job: JobView }) {
  const error = job.errors.at(-1);
  if (error === undefined || job.status === "COMPLETED") return null;
  const { attempt, message, details, workerId } = error;
  return (
    <Panel
      title={
        <span className="flex items-center gap-2 text-failed">
          <CircleX aria-hidden className="size-4" />
          {job.status === "FAILED" ? "Failed for good" : `Attempt ${attempt} failed`}
        </span>
      }
      aside={
        <Link
          href={jobsLink({
            type: job.type,
            status: job.status,
            errorContains: message.slice(0, 60),
          })}
          className="text-xs text-primary hover:underline"
        >
          Others like it
        </Link>
      }
    >
      <div className="px-3 py-2">
        <p className="whitespace-pre-wrap wrap-anywhere">{message}</p>
        {details && (
          <ScrollBox label="Details of the error" className="mt-2 max-h-56 rounded-md bg-muted p-2">
            <pre className="font-mono text-xs">{details}</pre>
          </ScrollBox>
        )}
        <p className="mt-1.5 text-xs text-muted-foreground">
          attempt {attempt} of {job.maxAttempts}
          {workerId && `, by ${workerId}`}
        </p>
      </div>
    </Panel>
  );
}

function ProgressPanel({ job }: { job: JobView }) {
  const { progress, status } = job;
  if (progress === undefined || status === "COMPLETED") return null;
  const percent = Math.round(progress.fraction * 100);
  return (
    <Panel
      title="Progress"
      aside={<span className="text-xs tabular-nums text-muted-foreground">{percent}%</span>}
    >
      <div className="px-3 py-2.5">
        <progress
          value={progress.fraction}
          aria-label="Progress"
          className="h-2 w-full accent-running"
        />
        {progress.message && <p className="text-muted-foreground">{progress.message}</p>}
      </div>
    </Panel>
  );
}

function Payloads({ job }: { job: JobView }) {
  if (PAGE_SETTINGS.hidePayloads) {
    return (
      <Panel title="Payload">
        <p className="px-3 py-2 text-muted-foreground">
          The server keeps payloads and results to itself (--ui-hide-payloads).
        </p>
      </Panel>
    );
  }
  const { id, type, payload, contentType, result } = job;
  return (
    <>
      <PayloadView
        title="Payload"
        bytes={payload}
        contentType={contentType}
        fileName={`${id}.payload`}
        of={`${type} payload`}
      />
      {result !== undefined && (
        <PayloadView
          title="Result"
          bytes={result}
          contentType={undefined}
          fileName={`${id}.result`}
          of={`${type} result`}
        />
      )}
    </>
  );
}

function MissingJob({ id, error }: { id: string; error: Error }) {
  return (
    <div className="m-auto max-w-md p-6 text-center">
      <h1 className="text-lg font-semibold">There is no such job here</h1>
      <p className="mt-2 wrap-anywhere text-muted-foreground">{reasonOf(error)}</p>
      <p className="mt-3">
        <Link
          href={`/jobs?q=${encodeURIComponent(`id-prefix:${id.slice(0, 6)}`)}`}
          className="text-primary underline"
        >
          Jobs whose ids begin like it
        </Link>
      </p>
    </div>
  );
}
