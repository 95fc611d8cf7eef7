import type { JobView } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { queueLink } from "../queues/queue-link.ts";
import { Panel } from "../ui/panel.tsx";
import { Time } from "../ui/time.tsx";
import { workerLink } from "../workers/worker-link.ts";

/** What the job is made of, besides its payload. */
export function JobFacts({ job }: { job: JobView }) {
  const { initialMs, multiplier, maxMs } = job.backoff;
  const backoff = `${formatDuration(initialMs)} × ${multiplier}, up to ${formatDuration(maxMs)}`;
  const metadata = Object.entries(job.metadata);
  return (
    <Panel title="Details">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 px-3 py-2">
        <Fact label="Queue">
          <Link href={queueLink(job.type)} className="text-primary hover:underline">
            {job.type}
          </Link>
        </Fact>
        <Fact label="Enqueued">
          <Time at={job.createdAt} />
        </Fact>
        <Fact label="Due">
          <Time at={job.runAt} />
        </Fact>
        <Fact label="Priority">{job.priority}</Fact>
        <Fact label="Backoff">{backoff}</Fact>
        <Fact label="Delivery">{job.delivery.toLowerCase().replaceAll("_", " ")}</Fact>
        {job.timeoutMs !== undefined && (
          <Fact label="Timeout">{formatDuration(job.timeoutMs)}</Fact>
        )}
        {job.startBy !== undefined && (
          <Fact label="Start by">
            <Time at={job.startBy} />
          </Fact>
        )}
        {job.expiresAt !== undefined && (
          <Fact label="Forgotten">
            <Time at={job.expiresAt} />
          </Fact>
        )}
        {job.workerId && (
          <Fact label="Worker">
            <Link href={workerLink(job.workerId)} className="text-primary hover:underline">
              {job.workerId}
            </Link>
          </Fact>
        )}
        {job.concurrencyKey && <Fact label="Key">{job.concurrencyKey}</Fact>}
        {job.uniqueKey && <Fact label="Unique key">{job.uniqueKey}</Fact>}
        {job.idempotencyKey && <Fact label="Idempotency key">{job.idempotencyKey}</Fact>}
        {job.parentId && (
          <Fact label="Parent">
            <Link href={`/jobs/${job.parentId}`} className="font-mono text-primary hover:underline">
              {job.parentId}
            </Link>
          </Fact>
        )}
        {job.run && (
          <Fact label="Step">
            <Link
              href={`/workflows/runs/${job.run.id}?step=${encodeURIComponent(job.run.step)}`}
              className="text-primary hover:underline"
            >
              {job.run.step}
              {job.run.index !== undefined && `[${job.run.index}]`} of run {job.run.id}
            </Link>
          </Fact>
        )}
        {job.traceContext && <Fact label="Trace">{job.traceContext.traceparent}</Fact>}
        {metadata.map(([key, value]) => (
          <Fact key={key} label={key}>
            {value}
          </Fact>
        ))}
        <Fact label="Sequence">{job.sequence}</Fact>
      </dl>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground wrap-anywhere">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
