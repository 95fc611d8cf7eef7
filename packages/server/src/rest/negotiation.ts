import { Code } from "@connectrpc/connect";
import { sequenceOf } from "./entity-tag.ts";
import { badRequest, RestError } from "./rest-error.ts";
import { BYTE_FORMS, type ByteForm } from "./rest-json.ts";

export const JSON_TYPE = "application/json";
export const EVENT_STREAM_TYPE = "text/event-stream";
export const NDJSON_TYPE = "application/x-ndjson";

/**
 * The first of `offered` that `accept` takes; the first without a header.
 *
 * @throws RestError 406 when it takes none.
 */
export function accepted<Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type {
  const wanted = (accept ?? "*/*").split(",").map(readRange);
  const best = offered
    .map((type) => ({ type, quality: qualityOf(type, wanted) }))
    .reduce((best, other) => (other.quality > best.quality ? other : best));
  if (best.quality > 0) return best.type;
  throw new RestError(
    406,
    Code.InvalidArgument,
    `the answer can be ${offered.join(" or ")}, which Accept: ${accept} does not take`,
  );
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

function readRange(text: string): MediaRange {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { range, quality: quality === undefined ? 1 : Number(quality) || 0 };
}

/** By the most specific range that fits. */
function qualityOf(type: string, wanted: readonly MediaRange[]): number {
  const [group] = type.split("/");
  for (const range of [type, `${group}/*`, "*/*"]) {
    const found = wanted.find((one) => one.range === range);
    if (found !== undefined) return found.quality;
  }
  return 0;
}

/** @throws RestError 415 when a body does not say that it is JSON. */
export function requireJson(contentType: string | undefined): void {
  const [mediaType = ""] = (contentType ?? "").split(";", 1);
  const type = mediaType.trim().toLowerCase();
  if (type === JSON_TYPE || type.endsWith("+json")) return;
  throw new RestError(
    415,
    Code.InvalidArgument,
    `the body must be JSON and say so: send the header content-type: application/json (curl --json does), not ${type === "" ? "none" : type}`,
    { "Accept-Post": JSON_TYPE },
  );
}

/** The form of bytes that `?payload=` asks for. Defaults to `json`. */
export function byteForm(query: URLSearchParams): ByteForm {
  const asked = query.get("payload") ?? "json";
  const form = BYTE_FORMS.find((form) => form === asked);
  if (form !== undefined) return form;
  throw badRequest(
    `payload must be one of ${BYTE_FORMS.join(", ")}, but is ${JSON.stringify(asked)}`,
  );
}

const SECONDS = /^(\d{1,7}(?:\.\d{1,9})?)s?$/;

/**
 * How long the caller waits, by `Millrace-Timeout: 2.5s` or `Prefer: wait=30`, in milliseconds.
 *
 * @throws RestError for a `Millrace-Timeout` that is none; a preference that is none is passed over.
 */
export function timeoutMs(
  timeout: string | undefined,
  prefer: string | undefined,
): number | undefined {
  if (timeout !== undefined) {
    const [, seconds] = SECONDS.exec(timeout.trim()) ?? [];
    if (seconds === undefined) {
      throw badRequest(
        `Millrace-Timeout must be seconds, such as 2.5s, but is ${JSON.stringify(timeout)}`,
      );
    }
    return Number(seconds) * 1_000;
  }
  const [, wait] = /(?:^|[,;\s])wait=(\d{1,7})(?:$|[,;\s])/.exec(prefer ?? "") ?? [];
  return wait === undefined ? undefined : Number(wait) * 1_000;
}

const QUOTED_KEY = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** Without what has a meaning in headers: two headers of a name come as one, joined by a comma. */
const BARE_KEY = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * The key of `Idempotency-Key`: a text in quotes, as its draft has it, or without.
 *
 * @throws RestError when it is neither, as when there are two.
 */
export function idempotencyKey(header: string): string {
  if (BARE_KEY.test(header)) return header;
  const [, quoted] = QUOTED_KEY.exec(header) ?? [];
  if (quoted !== undefined) return quoted.replace(/\\(["\\])/g, "$1");
  throw badRequest(
    `Idempotency-Key must be one key, such as "order-7", in quotes if it has a space or any of ",;\\, but is ${JSON.stringify(header)}; for any other characters use the field idempotencyKey`,
  );
}

const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

/**
 * The sequence number that `If-Match: "7"` asks for; undefined for `*`, which any job that is there fits.
 *
 * @throws RestError 412 when no tag of a job is among those of the header: weak ones never match.
 */
export function sequenceToMatch(ifMatch: string): string | undefined {
  if (ifMatch.trim() === "*") return undefined;
  const tags = ifMatch.split(",").map((tag) => tag.trim());
  const given = JSON.stringify(ifMatch);
  if (!tags.every((tag) => ENTITY_TAG.test(tag))) {
    throw badRequest(
      `If-Match must be * or the ETag of the job in its quotes, such as "7", but is ${given}`,
    );
  }
  const sequences = new Set(tags.flatMap((tag) => sequenceOf(tag) ?? []));
  const [sequence, ...more] = sequences;
  if (more.length > 0) {
    throw badRequest(`If-Match must have one ETag of the job, but has ${sequences.size}: ${given}`);
  }
  if (sequence !== undefined) return sequence;
  const why = tags.some((tag) => tag.startsWith("W/"))
    ? "a weak tag never matches"
    : "no job has it";
  throw new RestError(
    412,
    Code.FailedPrecondition,
    `If-Match is ${given}, and ${why}; send the ETag of GET /v1/jobs/{id} as it comes, such as "7"`,
  );
}

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The caller's own id of the request, when it can be echoed. */
export function requestId(header: string | undefined): string | undefined {
  return header !== undefined && REQUEST_ID.test(header) ? header : undefined;
}
