import type { Run, RunLogLine, RunStatus, WorkflowVersion } from "@millrace/client";
import type { EpochMs } from "@millrace/core";
import type { Shown } from "./shown.ts";
import type { Detail, Style, View } from "./view.ts";

const STATUSES: Readonly<Record<RunStatus, Style>> = {
  RUNNING: "cyan",
  PAUSED: "yellow",
  CANCELLING: "yellow",
  COMPLETED: "green",
  FAILED: "red",
  CANCELLED: "gray",
};

export const RUN_VIEW: View<Run> = {
  columns: [
    { header: "ID", cell: ({ id }) => id },
    { header: "WORKFLOW", cell: ({ workflow, version }) => `${workflow} v${version}` },
    { header: "STATUS", cell: ({ status }) => status, style: ({ status }) => STATUSES[status] },
    { header: "STARTED", cell: ({ startedAt }, shown) => shown.time(startedAt) },
    { header: "FINISHED", cell: ({ finishedAt }, shown) => shown.time(finishedAt) },
    { header: "STEPS", cell: countsText },
    { header: "ERROR", cell: errorText },
  ],
  fields: [
    ...["id", "workflow", "version", "status", "attempt", "input", "result", "error", "counts"],
    ...["steps", "parent", "metadata", "createdAt", "startedAt", "finishedAt", "expiresAt"],
    "sequence",
  ],
  id: ({ id }) => id,
  json: runJson,
  details: detailsOf,
};

export const RUN_LINE_VIEW: View<RunLogLine> = {
  columns: [
    { header: "LINE", alignRight: true, cell: ({ sequence }) => String(sequence) },
    { header: "AT", cell: ({ at }) => iso(at) },
    { header: "STEP", cell: ({ step = "" }) => step },
    { header: "FROM", cell: ({ from }) => from },
    { header: "TO", cell: ({ to }) => to },
    { header: "NOTE", cell: ({ cause = "", by, note }) => note ?? (by ? `by ${by}` : cause) },
  ],
  fields: ["sequence", "at", "step", "from", "to", "cause", "by", "note"],
  id: ({ sequence }) => String(sequence),
  json: ({ at, ...line }) => ({ ...line, at: iso(at) }),
};

export const WORKFLOW_VIEW: View<WorkflowVersion> = {
  columns: [
    { header: "NAME", cell: ({ name }) => name },
    { header: "VERSION", alignRight: true, cell: ({ version }) => String(version) },
    { header: "DESCRIPTION", cell: ({ definition }) => descriptionOf(definition) },
  ],
  fields: ["name", "version", "definition"],
  id: ({ name }) => name,
  json: (workflow) => workflow,
  details: ({ name, version, definition }) => [
    ["name", name, "bold"],
    ["version", String(version)],
    ["definition", JSON.stringify(definition, null, 2)],
  ],
};

function detailsOf(run: Run, shown: Shown): readonly Detail[] {
  const { id, workflow, version, status, attempt, steps = [], input, result } = run;
  return [
    ["id", id, "bold"],
    ["workflow", `${workflow} v${version}`],
    ["status", status, STATUSES[status]],
    ["attempt", attempt === 1 ? "" : String(attempt)],
    ["started", shown.time(run.startedAt)],
    ["finished", shown.time(run.finishedAt)],
    ["error", errorText(run), "red"],
    ["input", input === undefined ? "" : JSON.stringify(input)],
    ["result", result === undefined ? "" : JSON.stringify(result)],
    ["parent", run.parent === undefined ? "" : `${run.parent.id} ${run.parent.step}`],
    ["steps", steps.length === 0 ? countsText(run) : ""],
    ...steps.map((step): Detail => {
      const { name, cause, jobId = "", childRunId = "", map, error = "" } = step;
      const items = map === undefined ? "" : `${map.completed + map.failed} of ${map.total} items`;
      const parts = [step.status, cause ?? "", items, jobId, childRunId, error];
      return [`  ${name}`, parts.filter((part) => part !== "").join("  ")];
    }),
  ];
}

function countsText({ counts }: Run): string {
  const parts = Object.entries(counts).map(([name, steps]) => `${steps} ${name.toLowerCase()}`);
  return parts.join(", ");
}

function errorText({ error }: Run): string {
  if (error === undefined) return "";
  return error.step === undefined ? error.message : `${error.step}: ${error.message}`;
}

function runJson(run: Run): object {
  const { createdAt, startedAt, finishedAt, expiresAt, steps, ...rest } = run;
  return {
    ...rest,
    ...(steps && { steps: steps.map(timesInIso) }),
    ...timesInIso({ createdAt, startedAt, finishedAt, expiresAt }),
  };
}

/** With times as texts. */
function timesInIso(of: object): object {
  const entries = Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, name.endsWith("At") ? iso(value as EpochMs) : value]);
  return Object.fromEntries(entries);
}

function descriptionOf(definition: unknown): string {
  const { description } = definition as { readonly description?: unknown };
  return typeof description === "string" ? description : "";
}

function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}
