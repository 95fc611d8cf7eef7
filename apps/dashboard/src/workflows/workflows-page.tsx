import type { WorkflowVersion } from "@millrace/core";
import type { Json } from "@millrace/workflow";
import { Plus } from "lucide-react";
import { Link, useLocation } from "wouter";
import { PAGE_SETTINGS } from "../api/page-settings.ts";
import { plural } from "../format/numbers.ts";
import { type EndlessList, EndlessTable } from "../lists/endless-table.tsx";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { ScrollBox } from "../ui/scroll-box.tsx";
import { Cell, FROM, Head, RowHead } from "../ui/table.tsx";
import { isObject, listSteps } from "../workflow-graph/step-list.ts";
import { RunPanel } from "./run-table.tsx";
import { useWorkflowList } from "./use-workflow-list.ts";
import { editorLink, NEW_WORKFLOW, workflowLink } from "./workflow-links.ts";

const ROW_HEIGHT = 33;

export default function WorkflowsPage() {
  usePageTitle("Workflows");
  const [, go] = useLocation();
  const list = useWorkflowList();
  const { items: workflows, error, hasMore } = list;
  const create = () => go(editorLink(NEW_WORKFLOW));
  useHotkeys({ n: { label: "New workflow", run: create } });
  return (
    <div className="mx-auto flex w-full max-w-screen-2xl flex-col gap-3 p-3 md:p-4">
      <Panel
        title="Workflows"
        isPage
        aside={
          <div className="flex items-center gap-3 py-0.5">
            {workflows !== undefined && !hasMore && (
              <span className="text-xs text-muted-foreground tabular-nums">
                {plural(workflows.length, "workflow")}
              </span>
            )}
            <Button icon={Plus} hotkey="n" onClick={create}>
              New
            </Button>
          </div>
        }
      >
        {workflows === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The workflows cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {workflows?.length === 0 && (
          <p className="p-3 text-muted-foreground">
            There are none yet. A workflow is made of jobs, waits and decisions, each after others:
            draw one, or have a program put it.
          </p>
        )}
        {workflows !== undefined && workflows.length > 0 && <WorkflowTable list={list} />}
      </Panel>
      <RunPanel />
    </div>
  );
}

function WorkflowTable({ list }: { list: EndlessList<WorkflowVersion> }) {
  const { hidePayloads } = PAGE_SETTINGS;
  const head = (
    <>
      <Head>Workflow</Head>
      <Head className="text-right">Version</Head>
      {!hidePayloads && (
        <>
          <Head className="text-right">Steps</Head>
          <Head className={classes(FROM.medium, "text-left")}>What it does</Head>
          <Head className="text-right">
            <span className="sr-only">Actions</span>
          </Head>
        </>
      )}
    </>
  );
  return (
    // A list of its own, or the runs below it would be out of reach.
    <ScrollBox label="List of the workflows" className="max-h-96">
      <EndlessTable
        label="Workflows"
        head={head}
        list={list}
        rowHeight={ROW_HEIGHT}
        narrowRowHeight={ROW_HEIGHT}
        keyOf={({ name }) => name}
        cellsOf={({ name, version, definition }) => (
          <>
            <RowHead>
              <Link
                href={workflowLink(name)}
                className="block truncate font-medium hover:underline"
              >
                {name}
              </Link>
            </RowHead>
            <Cell className="text-right">{version}</Cell>
            {!hidePayloads && (
              <>
                <Cell className="text-right">{listSteps(definition as Json).length}</Cell>
                <Cell
                  className={classes(FROM.medium, "w-full max-w-0 truncate text-muted-foreground")}
                >
                  {descriptionOf(definition)}
                </Cell>
                <Cell className="text-right">
                  <Link href={editorLink(name)} className="text-primary hover:underline">
                    Edit
                  </Link>
                </Cell>
              </>
            )}
          </>
        )}
      />
    </ScrollBox>
  );
}

function descriptionOf(definition: unknown): string {
  const description = isObject(definition) ? definition["description"] : undefined;
  return typeof description === "string" ? description : "";
}
