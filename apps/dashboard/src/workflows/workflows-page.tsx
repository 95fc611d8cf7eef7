import type { WorkflowVersion } from "@millrace/core";
import type { Json } from "@millrace/workflow";
import { Plus } from "lucide-react";
import { Link, useLocation } from "wouter";
import { plural } from "../format/numbers.ts";
import { useRuns, useWorkflows } from "../live/live-runs.ts";
import { Button } from "../ui/button.tsx";
import { classes } from "../ui/classes.ts";
import { useHotkeys } from "../ui/hotkeys.ts";
import { reasonOf } from "../ui/notices.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Panel } from "../ui/panel.tsx";
import { Cell, FROM, Head, Row, RowHead, Table } from "../ui/table.tsx";
import { isObject, listSteps } from "../workflow-graph/step-list.ts";
import { RunTable } from "./run-table.tsx";
import { editorLink, NEW_WORKFLOW, workflowLink } from "./workflow-links.ts";

export default function WorkflowsPage() {
  usePageTitle("Workflows");
  const [, go] = useLocation();
  const { data, error } = useWorkflows();
  const { data: runs, error: runsError } = useRuns();
  const create = () => go(editorLink(NEW_WORKFLOW));
  useHotkeys({ n: { label: "New workflow", run: create } });
  const workflows = data?.workflows ?? [];
  return (
    <div className="mx-auto flex w-full max-w-screen-2xl flex-col gap-3 p-3 md:p-4">
      <Panel
        title="Workflows"
        isPage
        aside={
          <div className="flex items-center gap-3 py-0.5">
            <span className="text-xs text-muted-foreground tabular-nums">
              {plural(workflows.length, "workflow")}
              {data?.more && ", the first by name"}
            </span>
            <Button icon={Plus} hotkey="n" onClick={create}>
              New
            </Button>
          </div>
        }
      >
        {data === undefined && (
          <p className="p-3 text-muted-foreground">
            {error === null ? "Loading…" : `The workflows cannot be read: ${reasonOf(error)}`}
          </p>
        )}
        {data !== undefined && workflows.length === 0 && (
          <p className="p-3 text-muted-foreground">
            There are none yet. A workflow is made of jobs, waits and decisions, each after others:
            draw one, or have a program put it.
          </p>
        )}
        {workflows.length > 0 && <WorkflowTable workflows={workflows} />}
      </Panel>
      <Panel title="Latest runs">
        {runs === undefined && (
          <p className="p-3 text-muted-foreground">
            {runsError === null ? "Loading…" : `The runs cannot be read: ${reasonOf(runsError)}`}
          </p>
        )}
        {runs?.length === 0 && <p className="p-3 text-muted-foreground">None has been started.</p>}
        {runs !== undefined && runs.length > 0 && <RunTable runs={runs} ofOne={false} />}
      </Panel>
    </div>
  );
}

function WorkflowTable({ workflows }: { workflows: readonly WorkflowVersion[] }) {
  const head = (
    <>
      <Head>Workflow</Head>
      <Head className="text-right">Version</Head>
      <Head className="text-right">Steps</Head>
      <Head className={classes(FROM.medium, "text-left")}>What it does</Head>
      <Head className="text-right">
        <span className="sr-only">Actions</span>
      </Head>
    </>
  );
  return (
    <Table label="Workflows" head={head}>
      {workflows.map(({ name, version, definition }) => (
        <Row key={name}>
          <RowHead>
            <Link href={workflowLink(name)} className="block truncate font-medium hover:underline">
              {name}
            </Link>
          </RowHead>
          <Cell className="text-right">{version}</Cell>
          <Cell className="text-right">{listSteps(definition as Json).length}</Cell>
          <Cell className={classes(FROM.medium, "max-w-0 w-full truncate text-muted-foreground")}>
            {descriptionOf(definition)}
          </Cell>
          <Cell className="text-right">
            <Link href={editorLink(name)} className="text-primary hover:underline">
              Edit
            </Link>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function descriptionOf(definition: unknown): string {
  const description = isObject(definition) ? definition["description"] : undefined;
  return typeof description === "string" ? description : "";
}
