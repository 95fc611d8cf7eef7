import { formatRoughDuration, type Run, type RunStepState } from "@millrace/core";
import { classes } from "../ui/classes.ts";
import { useNow } from "../ui/clock.ts";
import { Panel } from "../ui/panel.tsx";
import { STEP_STATUS_LOOKS } from "../workflow-graph/step-status-looks.ts";

const FILLS: { readonly [Status in RunStepState["status"]]: string } = {
  BLOCKED: "fill-blocked",
  STARTED: "fill-running",
  COMPLETED: "fill-completed",
  FAILED: "fill-failed",
  CANCELLED: "fill-cancelled",
  SKIPPED: "fill-cancelled",
};

interface RunTimelineProps {
  readonly run: Run;
  readonly steps: readonly RunStepState[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}

/** The steps along the time that the run has taken. */
export function RunTimeline({ run, steps, chosen, onChoose }: RunTimelineProps) {
  const now = useNow();
  const end = Math.max(run.finishedAt ?? now, run.startedAt + 1);
  const length = end - run.startedAt;
  const begun = steps
    .filter((step) => step.startedAt !== undefined)
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  return (
    <Panel
      title="Timeline"
      aside={
        <span className="text-xs text-muted-foreground">
          {begun.length} of {steps.length} steps have begun, in {formatRoughDuration(length)}
        </span>
      }
    >
      <ol className="p-2">
        {begun.map(({ name, status, startedAt = run.startedAt, finishedAt }) => {
          const from = Math.max(0, ((startedAt - run.startedAt) / length) * 100);
          const to = Math.min(100, (((finishedAt ?? end) - run.startedAt) / length) * 100);
          const took = formatRoughDuration(Math.max(0, (finishedAt ?? end) - startedAt));
          return (
            <li key={name}>
              <button
                type="button"
                aria-pressed={name === chosen}
                className={classes(
                  "grid w-full grid-cols-[7rem_minmax(0,1fr)_4rem] items-center gap-2 rounded px-1.5 py-1 text-left hover:bg-muted sm:grid-cols-[11rem_minmax(0,1fr)_5rem]",
                  name === chosen && "bg-accent",
                )}
                onClick={() => onChoose(name === chosen ? undefined : name)}
              >
                <span className="truncate">
                  {name}
                  <span className="sr-only">, {STEP_STATUS_LOOKS[status].word}</span>
                </span>
                <svg
                  aria-hidden
                  viewBox="0 0 100 10"
                  preserveAspectRatio="none"
                  className="h-3 w-full overflow-hidden rounded-sm"
                >
                  <rect width={100} height={10} className="fill-muted" />
                  <rect
                    x={Math.min(from, 99.5)}
                    width={Math.max(0.5, to - from)}
                    height={10}
                    className={FILLS[status]}
                  />
                </svg>
                <span className="text-right text-xs text-muted-foreground tabular-nums">
                  {took}
                </span>
              </button>
            </li>
          );
        })}
        {begun.length === 0 && <li className="p-1.5 text-muted-foreground">No step has begun.</li>}
      </ol>
    </Panel>
  );
}
