import type { Run, RunStatus, StepStatus } from "@millrace/core";
import { formatRoughDuration } from "@millrace/core";
import { Link } from "wouter";
import { classes } from "../ui/classes.ts";
import { useNow } from "../ui/clock.ts";
import { ShareBar } from "../ui/share-bar.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { RunBadge } from "./run-status-looks.tsx";
import { runLink, workflowLink } from "./workflow-links.ts";

const ENDED: readonly StepStatus[] = ["COMPLETED", "FAILED", "CANCELLED", "SKIPPED"];

const FILLS: { readonly [Status in RunStatus]: string } = {
  RUNNING: "fill-running",
  PAUSED: "fill-retrying",
  CANCELLING: "fill-retrying",
  COMPLETED: "fill-completed",
  FAILED: "fill-failed",
  CANCELLED: "fill-cancelled",
};

/** Runs, the latest first. */
export function RunTable({ runs, ofOne }: { runs: readonly Run[]; ofOne: boolean }) {
  const head = (
    <>
      <Head>Run</Head>
      <Head>Status</Head>
      {!ofOne && <Head className={classes(FROM.medium, "text-left")}>Workflow</Head>}
      <Head className={classes(FROM.medium, "text-left")}>Steps</Head>
      <Head>Began</Head>
      <Head className={classes(FROM.wide, "text-right")}>Took</Head>
    </>
  );
  return (
    <Table label="Runs" head={head}>
      {runs.map((run) => (
        <RunRow key={run.id} run={run} ofOne={ofOne} />
      ))}
    </Table>
  );
}

function RunRow({ run, ofOne }: { run: Run; ofOne: boolean }) {
  const { id, workflow, version, status, counts, startedAt, finishedAt, error } = run;
  const now = useNow();
  const steps = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const ended = ENDED.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
  return (
    <Row>
      <RowHead>
        <Link href={runLink(id)} className="block truncate font-mono text-xs hover:underline">
          {id}
        </Link>
        {error && (
          <span className="block truncate text-xs text-failed" title={error.message}>
            {error.step && `${error.step}: `}
            {error.message}
          </span>
        )}
      </RowHead>
      <Cell>
        <RunBadge status={status} />
      </Cell>
      {!ofOne && (
        <Cell className={FROM.medium}>
          <Link href={workflowLink(workflow)} className="hover:underline">
            {workflow}
          </Link>{" "}
          <span className="text-xs text-muted-foreground">v{version}</span>
        </Cell>
      )}
      <Cell className={FROM.medium}>
        <span className="flex items-center gap-2">
          <span className="w-12 text-xs">
            {ended} of {steps}
          </span>
          <ShareBar share={steps === 0 ? 0 : ended / steps} fill={FILLS[status]} className="w-20" />
        </span>
      </Cell>
      <Cell>
        <Time at={startedAt} />
      </Cell>
      <Cell className={classes(FROM.wide, "text-right")}>
        {startedAt > now ? "–" : formatRoughDuration(Math.max(0, (finishedAt ?? now) - startedAt))}
      </Cell>
    </Row>
  );
}
