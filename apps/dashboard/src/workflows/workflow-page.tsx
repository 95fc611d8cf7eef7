import type { Json } from "@millrace/workflow";
import { Pencil, Play } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { useWorkflow } from "../live/live-runs.ts";
import { Button } from "../ui/button.tsx";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { seededSample } from "../workflow-editor/sample.ts";
import { isObject, listSteps } from "../workflow-graph/step-list.ts";
import { RunPanel } from "./run-table.tsx";
import { StartRunDialog } from "./start-run-dialog.tsx";
import { editorLink } from "./workflow-links.ts";

const WorkflowGraph = lazy(() => import("../workflow-graph/workflow-graph.tsx"));

/** A workflow: its graph, its versions, its runs. */
export default function WorkflowPage() {
  const { name = "" } = useParams();
  usePageTitle(name);
  const [params, setParams] = useSearchParams();
  const asked = Number(params.get("version") ?? "");
  const { data: latest, error } = useWorkflow(name);
  const { data: older } = useWorkflow(asked > 0 ? name : "", asked);
  const shown = asked > 0 ? older : latest;
  const [isStarting, setStarting] = useState(false);
  const { readOnly, hidePayloads } = PAGE_SETTINGS;
  useHotkeys({ r: { label: "Start a run", run: () => setStarting(!readOnly) } });
  const definition = shown?.definition as Json | undefined;
  const steps = useMemo(() => listSteps(definition ?? {}), [definition]);
  if (latest === undefined || shown === undefined || definition === undefined) {
    return (
      <p className="p-6 text-muted-foreground">
        {error === null ? "Loading…" : `The workflow cannot be read: ${reasonOf(error)}`}
      </p>
    );
  }
  const versions = Array.from({ length: latest.version }, (_, i) => latest.version - i);
  const description = isObject(definition) ? definition["description"] : undefined;
  return (
    <div className="mx-auto flex w-full max-w-screen-xl flex-col gap-3 p-3 md:p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-lg font-semibold wrap-anywhere">{name}</h1>
          {typeof description === "string" && (
            <p className="text-muted-foreground">{description}</p>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <select
            aria-label="Version"
            className="h-8 rounded-md border border-input bg-background px-2"
            value={shown.version}
            onChange={({ target }) =>
              setParams(Number(target.value) === latest.version ? {} : { version: target.value }, {
                replace: true,
              })
            }
          >
            {versions.map((version) => (
              <option key={version} value={version}>
                Version {version}
                {version === latest.version && ", the latest"}
              </option>
            ))}
          </select>
          {!hidePayloads && (
            <Link
              href={`${editorLink(name)}${shown === latest ? "" : `?version=${shown.version}`}`}
              className="inline-flex h-8 items-center gap-1.5 rounded-md border bg-card px-2.5 font-medium hover:bg-muted"
            >
              <Pencil aria-hidden className="size-3.5" />
              Edit
            </Link>
          )}
          {!readOnly && (
            <Button icon={Play} look="primary" hotkey="r" onClick={() => setStarting(true)}>
              Start a run
            </Button>
          )}
        </div>
      </div>
      {hidePayloads ? (
        <p className="rounded-lg border bg-card p-3 text-muted-foreground">
          This server keeps its definition to itself. How far runs are is told all the same.
        </p>
      ) : (
        <div className="h-80 overflow-hidden rounded-lg border">
          <Suspense fallback={<p className="p-3 text-muted-foreground">Loading…</p>}>
            <WorkflowGraph label="Steps" steps={steps} selection={[]} onSelect={() => {}} />
          </Suspense>
        </div>
      )}
      <RunPanel workflow={name} />
      {isStarting && (
        <StartRunDialog
          name={name}
          version={shown.version}
          sample={seededSample(steps, { input: {}, steps: {} }).input}
          onClose={() => setStarting(false)}
        />
      )}
    </div>
  );
}
