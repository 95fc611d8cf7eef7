import { isMessage, type Message, type MessageShape } from "@bufbuild/protobuf";
import {
  CancelJobResponseSchema,
  CancelJobsResponseSchema,
  DeleteJobResponseSchema,
  DeleteJobsResponseSchema,
  EnqueueRequestSchema,
  EnqueueResponseSchema,
  GetJobResponseSchema,
  ListJobsResponseSchema,
  ListOperationsResponseSchema,
  PurgeQueueResponseSchema,
  RetryJobResponseSchema,
  RetryJobsResponseSchema,
  UpdateJobResponseSchema,
} from "@millrace/protocol";
import { jobTag, matchingTag } from "./entity-tag.ts";

/** What the answer of a method is besides its message. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What answers a change of a job: the job as it is now. */
const CHANGES = [CancelJobResponseSchema, RetryJobResponseSchema, UpdateJobResponseSchema];

/** What answers the start of an operation, which goes on. */
const STARTS = [
  RetryJobsResponseSchema,
  CancelJobsResponseSchema,
  DeleteJobsResponseSchema,
  PurgeQueueResponseSchema,
];

/**
 * @param url of the request, without its origin.
 * @param ifNoneMatch the entity tags that the caller has, as in `If-None-Match`.
 */
export function restAnswer(
  request: Message,
  message: Message,
  url: URL,
  ifNoneMatch: string | undefined,
): RestAnswer {
  if (isMessage(message, EnqueueResponseSchema)) {
    const { job, created } = message;
    const location = { Location: pathOf(job?.id ?? "") };
    if (created) return { status: 201, headers: location };
    const key = isMessage(request, EnqueueRequestSchema) ? request.idempotencyKey : undefined;
    // Else another job does the same work, by its unique key.
    const isReplayed = key !== undefined && key === job?.idempotencyKey;
    const replayed = isReplayed ? { "Idempotent-Replayed": "true" } : {};
    return { status: 200, headers: { ...location, ...replayed } };
  }
  if (isMessage(message, GetJobResponseSchema)) {
    const tag = jobTag(message.job?.sequence ?? 0);
    const known = matchingTag(ifNoneMatch, tag);
    return { status: known === undefined ? 200 : 304, headers: { ETag: known ?? tag } };
  }
  if (CHANGES.some((change) => isMessage(message, change))) {
    // The tag is that of the job, whose own path has the same answer.
    const { id = "", sequence = 0 } = (message as MessageShape<(typeof CHANGES)[number]>).job ?? {};
    const form = url.searchParams.get("payload");
    const path = `${pathOf(id)}${form === null ? "" : `?payload=${encodeURIComponent(form)}`}`;
    return { status: 200, headers: { ETag: jobTag(sequence), "Content-Location": path } };
  }
  if (STARTS.some((start) => isMessage(message, start))) {
    const { id = "" } = (message as MessageShape<(typeof STARTS)[number]>).operation ?? {};
    return { status: 202, headers: { Location: `/v1/operations/${encodeURIComponent(id)}` } };
  }
  if (isMessage(message, DeleteJobResponseSchema)) return { status: 204, headers: {} };
  const isPage =
    isMessage(message, ListJobsResponseSchema) || isMessage(message, ListOperationsResponseSchema);
  if (isPage && message.nextPageToken !== "") {
    const next = new URL(url);
    next.searchParams.delete("page_token");
    next.searchParams.set("pageToken", message.nextPageToken);
    return { status: 200, headers: { Link: `<${next.pathname}${next.search}>; rel="next"` } };
  }
  return { status: 200, headers: {} };
}

/** Whether an answer of this status has a body. */
export function hasContent(status: number): boolean {
  return status !== 204 && status !== 304;
}

function pathOf(jobId: string): string {
  return `/v1/jobs/${encodeURIComponent(jobId)}`;
}
