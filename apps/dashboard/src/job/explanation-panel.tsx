import type { JobView, Reason } from "@millrace/client";
import { isFinal } from "@millrace/core";
import { useState } from "react";
import { Link } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { jobsLink } from "../jobs/jobs-link.ts";
import { useExplanation } from "../live/live-job.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { notices, reasonOf } from "../ui/notices.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";

/** Why the job does not run, and what to do about each reason. */
export function ExplanationPanel({ job }: { job: JobView }) {
  const isOn = !isFinal(job.status) && job.status !== "RUNNING";
  const { data } = useExplanation(job.id, isOn);
  if (!isOn || data === undefined) return null;
  const { reasons, estimatedStart } = data;
  return (
    <Panel
      title="Why it does not run"
      aside={
        estimatedStart !== undefined && (
          <span className="text-xs text-muted-foreground">
            may start <Time at={estimatedStart} />
          </span>
        )
      }
    >
      <ul className="divide-y">
        {reasons.map((reason) => (
          <li key={reason.kind} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
            <span className="min-w-0 flex-1 basis-64 wrap-anywhere">{reason.sentence}</span>
            <Remedy reason={reason} job={job} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What mends a reason: a button that does it, or a link to where it lies. */
function Remedy({ reason, job }: { reason: Reason; job: JobView }) {
  const { id, type } = job;
  switch (reason.kind) {
    case "QUEUE_PAUSED":
    case "QUEUE_THROTTLED":
    case "KEY_THROTTLED":
      return <Mend label="Resume the queue" work={() => client.queues.resume(type)} />;
    case "DUE_AT":
    case "BACKOFF":
      return <Mend label="Run it now" work={() => client.update(id, { delay: "0s" })} />;
    case "BLOCKED":
    case "KEY_HALTED":
      return <JobLinks ids={reason.jobIds} />;
    case "QUEUE_FULL":
    case "KEY_FULL":
    case "WORKERS_BUSY":
      return <To href={jobsLink({ type, status: "RUNNING" })}>What runs</To>;
    case "AHEAD":
      // Without any it is the next one.
      return reason.count === 0 ? null : (
        <To href={jobsLink({ type, status: "PENDING" })}>What is ahead</To>
      );
    default:
      return null;
  }
}

function JobLinks({ ids }: { ids: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-x-2">
      {ids.map((id) => (
        <To key={id} href={`/jobs/${id}`}>
          {id}
        </To>
      ))}
    </span>
  );
}

function To({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="font-medium text-primary hover:underline">
      {children}
    </Link>
  );
}

function Mend({ label, work }: { label: string; work: () => Promise<unknown> }) {
  const [isBusy, setBusy] = useState(false);
  if (PAGE_SETTINGS.readOnly) return null;
  const mend = async () => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      notices.say("failed", reasonOf(error));
    }
    setBusy(false);
    await refreshAll();
  };
  return (
    <Button disabled={isBusy} onClick={() => void mend()}>
      {label}
    </Button>
  );
}
