import type { LiveWorker } from "@millrace/client";
import { formatDuration } from "@millrace/core";
import { Link, useParams } from "wouter";
import { jobsLink } from "../jobs/jobs-link.ts";
import { useRunningOf, useWorkers } from "../live/live-server.ts";
import { queueLink } from "../queues/queue-link.ts";
import { classes } from "../ui/classes.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { FactList } from "../ui/fact-list.tsx";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

export default function WorkerPage() {
  const { id = "" } = useParams();
  usePageTitle(id);
  const { data, error } = useWorkers();
  const worker = data?.workers.find(({ workerId }) => workerId === id);
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="flex min-w-0 items-center gap-2 text-lg font-semibold wrap-anywhere">
          {id}
          <CopyButton text={() => id} label="Copy the name" />
        </h1>
        <Link
          href={jobsLink({ workerId: id })}
          className="inline-flex h-8 items-center rounded-md border bg-card px-2.5 font-medium hover:bg-muted"
        >
          All its jobs
        </Link>
      </div>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Running workerId={id} />
        <Panel title="Details">
          {worker === undefined ? (
            <p className="px-3 py-2 text-muted-foreground">
              {data === undefined && error === null && "Loading…"}
              {data === undefined && error !== null && `It cannot be read: ${reasonOf(error)}`}
              {data !== undefined &&
                "It does not live, as far as is known: it has told nothing for 35 seconds. Its leases end by themselves."}
            </p>
          ) : (
            <Details worker={worker} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function Details({ worker }: { worker: LiveWorker }) {
  const { running, concurrency, types, host, version, server, eventLoopLagMs, heartbeatAgeMs } =
    worker;
  const links = types.map((type, i) => (
    <span key={type}>
      {i > 0 && ", "}
      <Link href={queueLink(type)} className="text-primary hover:underline">
        {type}
      </Link>
    </span>
  ));
  return (
    <FactList
      facts={[
        ["Runs", `${running} of ${concurrency} jobs`],
        ["Types", links],
        ["Host", host || "–"],
        ["Version", version || "–"],
        ["Reaches the store", server === "" ? "by itself" : `by the server ${server}`],
        ["Event loop", `${formatDuration(eventLoopLagMs)} late`],
        ["Seen", `${formatDuration(Math.floor(heartbeatAgeMs / 1_000) * 1_000)} ago`],
      ]}
    />
  );
}

function Running({ workerId }: { workerId: string }) {
  const { data, error } = useRunningOf(workerId);
  const jobs = data?.jobs ?? [];
  return (
    <Panel
      title="Runs now"
      aside={
        data?.more && <span className="text-xs text-muted-foreground">the first {jobs.length}</span>
      }
    >
      {jobs.length === 0 ? (
        <p className="px-3 py-2 text-muted-foreground">
          {data !== undefined && "Nothing."}
          {data === undefined &&
            (error === null ? "Loading…" : `Its jobs cannot be read: ${reasonOf(error)}`)}
        </p>
      ) : (
        <Table
          label="Jobs that it runs"
          head={
            <>
              <Head>Job</Head>
              <Head>Type</Head>
              <Head className={classes(FROM.medium, "text-right")}>Attempt</Head>
              <Head className="text-right">Started</Head>
            </>
          }
        >
          {jobs.map(({ id, type, attempt, startedAt }) => (
            <Row key={id}>
              <RowHead>
                <Link href={`/jobs/${id}`} className="block truncate font-mono hover:underline">
                  {id}
                </Link>
              </RowHead>
              <Cell>{type}</Cell>
              <Cell className={classes(FROM.medium, "text-right")}>{attempt}</Cell>
              <Cell className="text-right">
                {startedAt !== undefined && <Time at={startedAt} />}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Panel>
  );
}
