import type { JobView } from "@millrace/client";
import { type AttemptError, JOB_FIELD_NAMES, type JobStatus } from "@millrace/core";
import { bytesJson, showBytes, showPreview } from "./payload-text.ts";
import type { Shown } from "./shown.ts";
import type { Column, Detail, Style, View } from "./view.ts";

const STYLES: Readonly<Record<JobStatus, Style>> = {
  SCHEDULED: "cyan",
  PENDING: "blue",
  RUNNING: "yellow",
  RETRYING: "yellow",
  BLOCKED: "gray",
  COMPLETED: "green",
  FAILED: "red",
  CANCELLED: "gray",
};

const JOB_COLUMNS: readonly Column<JobView>[] = [
  { header: "ID", cell: ({ id }) => id },
  { header: "TYPE", cell: ({ type }) => type },
  { header: "STATUS", cell: ({ status }) => status, style: ({ status }) => STYLES[status] },
  { header: "PRIORITY", alignRight: true, wide: true, cell: ({ priority }) => String(priority) },
  { header: "ATTEMPT", alignRight: true, cell: attemptOf },
  { header: "CREATED", cell: ({ createdAt }, shown) => shown.time(createdAt) },
  { header: "DUE", wide: true, cell: ({ runAt }, shown) => shown.time(runAt) },
  { header: "FINISHED", wide: true, cell: ({ finishedAt }, shown) => shown.time(finishedAt) },
  { header: "WORKER", wide: true, cell: ({ workerId }) => workerId ?? "" },
  { header: "METADATA", wide: true, cell: ({ metadata }) => labels(metadata) },
  {
    header: "PAYLOAD",
    wide: true,
    cell: ({ payloadPreview, payloadBytes }) => showPreview(payloadPreview, payloadBytes),
  },
  { header: "NOTE", cell: noteOn },
];

/** Jobs, in lists and one by one. */
export const JOB_VIEW: View<JobView> = {
  columns: JOB_COLUMNS,
  fields: [
    ...JOB_FIELD_NAMES,
    ...["payload", "result"].flatMap((name) => [`${name}Text`, `${name}Base64`, `${name}Bytes`]),
    "payloadPreview",
  ],
  id: ({ id }) => id,
  json: jobJson,
  details: detailsOf,
};

/** What a job of a list holds only when it was read in full. */
export const FULL_FIELDS = [
  ...["payload", "result"].flatMap((name) => [name, `${name}Text`, `${name}Base64`]),
  "log",
] as const;

function jobJson(job: JobView): object {
  const { payload, payloadBase64, result, resultBase64, ...json } = job.toJSON();
  // By the view BASIC there are neither.
  if (json.payloadBytes !== undefined) return json;
  return { ...json, ...bytesJson("payload", job.payload), ...bytesJson("result", job.result) };
}

function attemptOf({ attempt, maxAttempts }: JobView): string {
  return `${attempt}/${maxAttempts}`;
}

/** What a job is at, or why it ended, in a line. */
function noteOn({ status, errors, progress, cancelReason, runAt }: JobView, shown: Shown): string {
  const error = errors.at(-1)?.message ?? "";
  switch (status) {
    case "SCHEDULED":
      return `due ${shown.time(runAt)}`;
    case "RUNNING":
      return progress === undefined ? "" : progressText(progress);
    case "RETRYING":
      return `due ${shown.time(runAt)}: ${error}`;
    case "FAILED":
      return error;
    case "CANCELLED":
      return cancelReason ?? "";
    default:
      return "";
  }
}

export function progressText({ fraction, message = "" }: NonNullable<JobView["progress"]>): string {
  return `${Math.floor(fraction * 100)} % ${message}`.trimEnd();
}

function detailsOf(job: JobView, shown: Shown, wide: boolean): readonly Detail[] {
  const { status, delivery, timeoutMs, retentionMs, waitsFor, cancelReason } = job;
  const { initialMs, multiplier, maxMs } = job.backoff;
  return [
    ["id", job.id],
    ["type", job.type],
    ["status", status, STYLES[status]],
    ["attempt", attemptOf(job)],
    ["priority", String(job.priority)],
    ["progress", job.progress === undefined ? "" : progressText(job.progress)],
    ["worker", job.workerId ?? ""],
    ["due", shown.fullTime(job.runAt)],
    ["start by", shown.fullTime(job.startBy)],
    ["created", shown.fullTime(job.createdAt)],
    ["started", shown.fullTime(job.startedAt)],
    ["lease ends", shown.fullTime(job.leaseExpiresAt)],
    ["finished", shown.fullTime(job.finishedAt)],
    ["kept until", shown.fullTime(job.expiresAt)],
    ["waits for", waitsFor === undefined ? "" : waitsFor.jobIds.join(" ")],
    ["group", job.groupId ?? ""],
    ["cancel", cancelText(job.cancelRequested, cancelReason)],
    ["metadata", labels(job.metadata)],
    ["idempotency key", job.idempotencyKey ?? ""],
    ["unique key", job.uniqueKey ?? ""],
    ["delivery", delivery === "AT_LEAST_ONCE" && !wide ? "" : delivery],
    ["timeout", shown.length(timeoutMs)],
    [
      "backoff",
      wide ? `${shown.length(initialMs)} × ${multiplier}, to ${shown.length(maxMs)}` : "",
    ],
    ["retention", wide ? shown.length(retentionMs) : ""],
    ["sequence", wide ? String(job.sequence) : ""],
    ["content type", job.contentType ?? ""],
    ["payload", showBytes(job.payload)],
    ["result", showBytes(job.result), "green"],
    ["errors", job.errors.map((error) => errorText(error, shown, wide)).join("\n"), "red"],
    ["log", (job.log ?? []).map((line) => `${shown.time(line.at)}  ${line.text}`).join("\n")],
  ];
}

function cancelText(requested: boolean, reason = ""): string {
  return requested ? `requested ${reason}`.trimEnd() : reason;
}

function errorText({ attempt, at, message, details }: AttemptError, shown: Shown, wide: boolean) {
  const line = `attempt ${attempt}, ${shown.time(at)}: ${message}`;
  return wide && details !== undefined ? `${line}\n${details}` : line;
}

function labels(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
}
