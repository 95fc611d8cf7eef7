import { formatRoughDuration, isFinalRun, type Run, type RunStepState } from "@millrace/core";
import type { Json, JsonObject, Section } from "@millrace/workflow";
import { GanttChart, List, type LucideIcon, Network } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { useRun, useWorkflow } from "../live/live-runs.ts";
import { classes } from "../ui/classes.ts";
import { useNow } from "../ui/clock.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Time } from "../ui/time.tsx";
import type { StepMark } from "../workflow-graph/graph-node.ts";
import { isObject, type ListedStep, type StepKind, stepId } from "../workflow-graph/step-list.ts";
import { stepMark } from "../workflow-graph/step-status-looks.ts";
import { RunActions } from "./run-actions.tsx";
import { RunHistory } from "./run-history.tsx";
import { RunBadge } from "./run-status-looks.tsx";
import { RunStepTable } from "./run-step-table.tsx";
import { RunTimeline } from "./run-timeline.tsx";
import { StepPanel } from "./step-panel.tsx";
import { runLink, workflowLink } from "./workflow-links.ts";

const WorkflowGraph = lazy(() => import("../workflow-graph/workflow-graph.tsx"));

const VIEWS: readonly (readonly [view: string, label: string, icon: LucideIcon])[] = [
  ["graph", "Graph", Network],
  ["list", "List", List],
  ["timeline", "Timeline", GanttChart],
];
/** A graph of more is no picture any more. */
const MAX_GRAPH = 2_000;

/** A run of a workflow, with its steps as a graph, a list or along the time. */
export default function RunPage() {
  const { id = "" } = useParams();
  usePageTitle(`Run ${id}`);
  const { data: run, error } = useRun(id);
  if (run === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The run cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  return <RunView run={run} />;
}

function RunView({ run }: { run: Run }) {
  const { steps = [] } = run;
  const [params, setParams] = useSearchParams();
  const { data: workflow } = useWorkflow(run.workflow, run.version);
  const listed = useMemo(() => listedSteps(steps, workflow?.definition), [steps, workflow]);
  const marks = useMemo(
    () => new Map(steps.map((step) => [idOf(step), markOf(step)] as const)),
    [steps],
  );
  const chosen = steps.find(({ name }) => name === params.get("step"));
  const asked = params.get("view") ?? "graph";
  const view = asked === "graph" && steps.length > MAX_GRAPH ? "list" : asked;
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const choose = (name: string | undefined) => set("step", name);
  return (
    <div className="flex min-h-full flex-1 flex-col gap-3 p-3 md:p-4">
      <RunHead run={run} />
      <fieldset aria-label="Views" className="flex self-start rounded-md border">
        {VIEWS.map(([each, label, Icon]) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            className={classes(
              "inline-flex h-8 items-center gap-1.5 px-2.5 text-xs font-medium first:rounded-l-md last:rounded-r-md",
              view === each ? "bg-accent" : "text-muted-foreground hover:bg-muted",
            )}
            onClick={() => set("view", each === "graph" ? undefined : each)}
          >
            <Icon aria-hidden className="size-3.5" />
            {label}
          </button>
        ))}
      </fieldset>
      <div className="grid min-h-0 items-start gap-3 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {view === "graph" && (
            <div className="h-[26rem] overflow-hidden rounded-lg border">
              <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
                <WorkflowGraph
                  label="Steps of the run"
                  steps={listed}
                  selection={chosen === undefined ? [] : [idOf(chosen)]}
                  marks={marks}
                  onSelect={([first]) => choose(steps.find((step) => idOf(step) === first)?.name)}
                />
              </Suspense>
            </div>
          )}
          {view === "list" && (
            <RunStepTable steps={steps} chosen={chosen?.name} onChoose={choose} />
          )}
          {view === "timeline" && (
            <RunTimeline run={run} steps={steps} chosen={chosen?.name} onChoose={choose} />
          )}
          <RunHistory run={run} />
        </div>
        <StepPanel run={run} step={chosen} />
      </div>
    </div>
  );
}

function RunHead({ run }: { run: Run }) {
  const { id, workflow, version, status, attempt, startedAt, finishedAt, error, parent } = run;
  const now = useNow();
  const took = Math.max(0, (finishedAt ?? now) - startedAt);
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-baseline gap-x-2 text-lg font-semibold wrap-anywhere">
          <Link href={`${workflowLink(workflow)}?version=${version}`} className="hover:underline">
            {workflow}
          </Link>
          <span className="text-sm">
            <RunBadge status={status} />
          </span>
        </h1>
        <p className="text-xs text-muted-foreground wrap-anywhere">
          <span className="font-mono">{id}</span> · version {version}
          {attempt > 1 && ` · attempt ${attempt}`} · began <Time at={startedAt} />
          {startedAt <= now &&
            ` · ${isFinalRun(status) ? "took" : "goes on for"} ${formatRoughDuration(took)}`}
        </p>
        {parent && (
          <p className="text-xs text-muted-foreground">
            Started by step {parent.step} of{" "}
            <Link href={runLink(parent.id)} className="font-mono text-primary hover:underline">
              {parent.id}
            </Link>
          </p>
        )}
        {error && (
          <p className="mt-1 text-failed wrap-anywhere">
            {error.step && <strong className="font-semibold">{error.step}: </strong>}
            {error.message}
          </p>
        )}
      </div>
      {!PAGE_SETTINGS.readOnly && <RunActions run={run} />}
    </div>
  );
}

function idOf({ section, name }: RunStepState): string {
  return stepId(section as Section, name);
}

function markOf({ status, cause, map }: RunStepState): StepMark {
  return stepMark(status, cause, map && `${map.completed + map.failed} of ${map.total}`);
}

/** The steps of a run as those of a definition, those that were added to the run as well. */
function listedSteps(steps: readonly RunStepState[], definition: unknown): readonly ListedStep[] {
  const whole: Json = isObject(definition) ? definition : {};
  return steps.map((step): ListedStep => {
    const { name, kind, after } = step;
    const section = step.section as Section;
    const written = (whole as JsonObject)[section];
    const value = isObject(written) && isObject(written[name]) ? written[name] : {};
    return { id: idOf(step), section, name, kind: kind as StepKind, after, value };
  });
}
