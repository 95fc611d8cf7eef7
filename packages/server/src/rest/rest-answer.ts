import { isMessage, type Message } from "@bufbuild/protobuf";
import {
  DeleteJobResponseSchema,
  EnqueueResponseSchema,
  GetJobResponseSchema,
  ListJobsResponseSchema,
} from "@millrace/protocol";

/** What the answer of a method is besides its message. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * @param url of the request, without its origin.
 * @param ifNoneMatch the entity tags that the caller has, as in `If-None-Match`.
 */
export function restAnswer(
  message: Message,
  url: URL,
  ifNoneMatch: string | undefined,
): RestAnswer {
  if (isMessage(message, EnqueueResponseSchema)) {
    const { job, created } = message;
    const location = { Location: `/v1/jobs/${encodeURIComponent(job?.id ?? "")}` };
    return created
      ? { status: 201, headers: location }
      : { status: 200, headers: { ...location, "Idempotent-Replayed": "true" } };
  }
  if (isMessage(message, GetJobResponseSchema)) {
    const tag = `"${message.job?.sequence ?? 0}"`;
    const isKnown = entityTags(ifNoneMatch).has(tag);
    return { status: isKnown ? 304 : 200, headers: { ETag: tag } };
  }
  if (isMessage(message, DeleteJobResponseSchema)) return { status: 204, headers: {} };
  if (isMessage(message, ListJobsResponseSchema) && message.nextPageToken !== "") {
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

/** Weak ones compare like strong ones here, as RFC 9110 has it for `If-None-Match`. */
function entityTags(header: string | undefined): ReadonlySet<string> {
  return new Set((header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, "")));
}
