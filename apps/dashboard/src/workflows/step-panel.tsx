import { formatRoughDuration, isFinalRun, type Run, type RunStepState } from "@millrace/core";
import { RotateCcw, SkipForward } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { client } from "../api/client.ts";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { useStepResult } from "../live/live-runs.ts";
import { refreshAll } from "../live/query-client.ts";
import { Button } from "../ui/button.tsx";
import { useNow } from "../ui/clock.ts";
import { notices, reasonOf } from "../ui/notices.ts";
import { Panel } from "../ui/panel.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { Time } from "../ui/time.tsx";
import { useAction } from "../ui/use-action.ts";
import { JsonDialog } from "./json-dialog.tsx";
import { StepBadge } from "./run-step-table.tsx";
import { runLink } from "./workflow-links.ts";

/** The step that is selected; without one, the run's input and result. */
export function StepPanel({ run, step }: { run: Run; step: RunStepState | undefined }) {
  if (step !== undefined) return <OneStep key={step.name} run={run} step={step} />;
  return (
    <Panel title="Input and result">
      <div className="flex flex-col gap-3 p-3">
        <Value label="Input" value={run.input} />
        {run.result !== undefined && <Value label="Result" value={run.result} />}
        <p className="text-xs text-muted-foreground">Select a step to see how it went.</p>
      </div>
    </Panel>
  );
}

function OneStep({ run, step }: { run: Run; step: RunStepState }) {
  const { name, kind, status, cause, epoch, map, error, jobId, childRunId } = step;
  const { startedAt, finishedAt, wakeAt, after } = step;
  const now = useNow();
  const hasResult = status === "COMPLETED" || (map !== undefined && status === "STARTED");
  const { data: result, error: fault } = useStepResult(
    run.id,
    name,
    // More of a map is there as it goes on.
    epoch * 1_000_000 + (map?.completed ?? 0),
    hasResult,
  );
  return (
    <Panel title={name}>
      <div className="flex flex-col gap-3 p-3">
        <p>
          <StepBadge
            status={status}
            cause={cause}
            note={map && `${map.completed + map.failed} of ${map.total}`}
          />
        </p>
        {error && (
          <p
            className={`wrap-anywhere ${status === "COMPLETED" ? "text-retrying" : "text-failed"}`}
          >
            {error}
          </p>
        )}
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
          <Fact label="Kind">{kind}</Fact>
          {after.length > 0 && <Fact label="After">{after.join(", ")}</Fact>}
          {epoch > 1 && <Fact label="Run">{epoch} times</Fact>}
          {startedAt !== undefined && (
            <Fact label="Began">
              <Time at={startedAt} />
            </Fact>
          )}
          {startedAt !== undefined && (
            <Fact label={finishedAt === undefined ? "For" : "Took"}>
              {formatRoughDuration(Math.max(0, (finishedAt ?? now) - startedAt))}
            </Fact>
          )}
          {wakeAt !== undefined && (
            <Fact label={kind === "sleep" ? "Ends" : "Gives up"}>
              <Time at={wakeAt} />
            </Fact>
          )}
          {map && (
            <Fact label="Items">
              {map.completed} completed, {map.failed} failed, {map.open} under way
            </Fact>
          )}
          {jobId && (
            <Fact label="Job">
              <Link href={`/jobs/${jobId}`} className="font-mono text-primary hover:underline">
                {jobId}
              </Link>
            </Fact>
          )}
          {childRunId && (
            <Fact label="Run">
              <Link href={runLink(childRunId)} className="font-mono text-primary hover:underline">
                {childRunId}
              </Link>
            </Fact>
          )}
        </dl>
        {hasResult && (
          <Value
            label={map ? "Results" : "Result"}
            value={fault === null ? (result?.items ?? result?.result) : reasonOf(fault)}
          />
        )}
        {!PAGE_SETTINGS.readOnly && <StepActions run={run} step={step} />}
      </div>
    </Panel>
  );
}

function StepActions({ run, step }: { run: Run; step: RunStepState }) {
  const { workflows } = client;
  const { name, status } = step;
  const { isBusy, run: act } = useAction();
  const [isSkipping, setSkipping] = useState(false);
  const isOver = isFinalRun(run.status);
  const skip = async (result: unknown) => {
    await workflows.skipStep(run.id, name, result);
    notices.say("done", `${name} counts as completed.`);
    await refreshAll();
  };
  return (
    <div className="flex flex-wrap gap-2">
      {isOver && (
        <Button
          icon={RotateCcw}
          disabled={isBusy}
          onClick={() =>
            void act(() => workflows.rerun(run.id, { from: [name] }), `${name} runs again.`)
          }
        >
          Run again from here
        </Button>
      )}
      {!isOver && status === "FAILED" && (
        <Button
          icon={RotateCcw}
          look="primary"
          disabled={isBusy}
          onClick={() => void act(() => workflows.retryStep(run.id, name), `${name} runs again.`)}
        >
          Retry
        </Button>
      )}
      {!isOver && (status === "BLOCKED" || status === "STARTED" || status === "FAILED") && (
        <Button icon={SkipForward} disabled={isBusy} onClick={() => setSkipping(true)}>
          Skip
        </Button>
      )}
      {isSkipping && (
        <JsonDialog
          title={`Skip ${name}`}
          label="Its result, as those after it see it"
          value={null}
          action="Skip it"
          onConfirm={skip}
          onClose={() => setSkipping(false)}
        />
      )}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}

function Value({ label, value }: { label: string; value: unknown }) {
  const text = value === undefined ? "" : JSON.stringify(value, null, 2);
  return (
    <div className="min-w-0">
      <p className="font-medium">{label}</p>
      {PAGE_SETTINGS.hidePayloads ? (
        <p className="text-xs text-muted-foreground">This server keeps it to itself.</p>
      ) : (
        <ScrollBox label={label} className="mt-1 max-h-56 rounded-md border bg-background p-2">
          <pre className="font-mono text-xs whitespace-pre-wrap wrap-anywhere">{text}</pre>
        </ScrollBox>
      )}
    </div>
  );
}
