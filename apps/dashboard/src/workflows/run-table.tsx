import type { Run, RunStatus, StepStatus } from "@millrace/core";
import { formatRoughDuration } from "@millrace/core";
import { ArrowUp } from "lucide-react";
import { Link } from "wouter";
import { plural } from "../format/numbers.ts";
import { EndlessTable } from "../lists/endless-table.tsx";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useNow } from "../ui/clock.ts";
import { reasonOf } from "../ui/notices.ts";
import { Panel } from "../ui/panel.tsx";
import { ShareBar } from "../ui/share-bar.tsx";
import { Cell, FROM, Head } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { RunBadge } from "./run-status-looks.tsx";
import { useRunList } from "./use-run-list.ts";
import { runLink, workflowLink } from "./workflow-links.ts";

const ENDED: readonly StepStatus[] = ["COMPLETED", "FAILED", "CANCELLED", "SKIPPED"];
const ROW_HEIGHT = 36;
/** Two lines where there is no room beside each other. */
const NARROW_ROW_HEIGHT = 52;

const FILLS: { readonly [Status in RunStatus]: string } = {
  RUNNING: "fill-running",
  PAUSED: "fill-retrying",
  CANCELLING: "fill-retrying",
  COMPLETED: "fill-completed",
  FAILED: "fill-failed",
  CANCELLED: "fill-cancelled",
};

/** Runs, the latest first: of one workflow, or of all. */
export function RunPanel({ workflow }: { workflow?: string }) {
  const list = useRunList(workflow);
  const { items, error, hasMore, fresh, reload } = list;
  const isAll = workflow === undefined;
  const head = (
    <>
      <Head>Run</Head>
      <Head className="w-28 text-left">Status</Head>
      {isAll && <Head className={classes(FROM.medium, "text-left")}>Workflow</Head>}
      <Head className={classes(FROM.medium, "w-44 text-left")}>Steps</Head>
      <Head className="w-20 text-left">Began</Head>
      <Head className={classes(FROM.wide, "w-16 text-right")}>Took</Head>
    </>
  );
  return (
    <Panel
      title="Runs"
      aside={
        fresh > 0 ? (
          <Button icon={ArrowUp} className="h-7" onClick={reload}>
            {plural(fresh, "new one", "new")}
          </Button>
        ) : (
          items !== undefined &&
          items.length > 0 && (
            <span className="text-xs text-muted-foreground tabular-nums">
              {hasMore ? "the latest first" : plural(items.length, "run")}
            </span>
          )
        )
      }
    >
      {items === undefined && (
        <p className="p-3 text-muted-foreground">
          {error === null ? "Loading…" : `The runs cannot be read: ${reasonOf(error)}`}
        </p>
      )}
      {items?.length === 0 && <p className="p-3 text-muted-foreground">None has been started.</p>}
      {items !== undefined && items.length > 0 && (
        <EndlessTable
          label="Runs"
          head={head}
          list={list}
          rowHeight={ROW_HEIGHT}
          narrowRowHeight={NARROW_ROW_HEIGHT}
          keyOf={({ id }) => id}
          cellsOf={(run) => <RunCells run={run} isAll={isAll} />}
        />
      )}
    </Panel>
  );
}

function RunCells({ run, isAll }: { run: Run; isAll: boolean }) {
  const { id, workflow, version, status, counts, startedAt, finishedAt, error } = run;
  const now = useNow();
  const steps = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const ended = ENDED.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
  return (
    <>
      <th scope="row" className="w-full max-w-0 py-0 pr-2 pl-3 text-left font-normal">
        <div className="flex gap-x-4 max-md:flex-col md:items-baseline">
          <Link
            href={runLink(id)}
            className="shrink-0 truncate font-mono text-xs hover:underline max-md:max-w-full"
          >
            {id}
          </Link>
          {error && (
            <span className="min-w-0 truncate text-xs text-failed" title={error.message}>
              {error.step && `${error.step}: `}
              {error.message}
            </span>
          )}
        </div>
      </th>
      <Cell className="py-0">
        <RunBadge status={status} />
      </Cell>
      {isAll && (
        <Cell className={classes(FROM.medium, "max-w-56 truncate py-0")}>
          <Link href={workflowLink(workflow)} className="hover:underline">
            {workflow}
          </Link>{" "}
          <span className="text-xs text-muted-foreground">v{version}</span>
        </Cell>
      )}
      <Cell className={classes(FROM.medium, "py-0")}>
        <span className="flex w-36 items-center gap-2">
          <span className="w-14 text-xs">
            {ended} of {steps}
          </span>
          <span className="flex-1">
            <ShareBar share={steps === 0 ? 0 : ended / steps} fill={FILLS[status]} />
          </span>
        </span>
      </Cell>
      <Cell className="py-0">
        <Time at={startedAt} />
      </Cell>
      <Cell className={classes(FROM.wide, "py-0 text-right")}>
        {startedAt > now ? "–" : formatRoughDuration(Math.max(0, (finishedAt ?? now) - startedAt))}
      </Cell>
    </>
  );
}
