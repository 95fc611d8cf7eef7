import { Code, type ConnectError } from "@connectrpc/connect";
import type { FieldViolation } from "@millrace/core";
import { BadRequestSchema } from "@millrace/protocol";

/** What went wrong with a request, as RFC 9457 has it. */
export interface Problem {
  /** Where docs/rest.md says more. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened, and what to do. */
  readonly detail: string;
  /** The request's id, as in the header `X-Request-Id`. */
  readonly instance: string;
  readonly code: string;
  /** The fields at fault, by name and by JSON pointer. */
  readonly errors?: readonly { field: string; pointer: string; description: string }[];
  /** When to try again, in seconds. */
  readonly retryAfter?: number;
}

const TYPE = "https://github.com/millrace/millrace/blob/main/docs/rest.md#";

const KINDS: Readonly<Record<Code, readonly [name: string, status: number, title: string]>> = {
  [Code.Canceled]: ["CANCELLED", 499, "The request was given up"],
  [Code.Unknown]: ["UNKNOWN", 500, "An error within the server"],
  [Code.InvalidArgument]: ["INVALID_ARGUMENT", 400, "The request is not valid"],
  [Code.DeadlineExceeded]: ["DEADLINE_EXCEEDED", 504, "The time for the request is over"],
  [Code.NotFound]: ["NOT_FOUND", 404, "There is no such thing"],
  [Code.AlreadyExists]: ["ALREADY_EXISTS", 409, "Another job holds the key"],
  [Code.PermissionDenied]: ["PERMISSION_DENIED", 403, "Not allowed"],
  [Code.ResourceExhausted]: ["RESOURCE_EXHAUSTED", 429, "Over a limit"],
  // Not 400 as in Google's table: the request is in order, what it asks for is in the way.
  [Code.FailedPrecondition]: ["FAILED_PRECONDITION", 409, "The state of things forbids it"],
  [Code.Aborted]: ["ABORTED", 409, "The lease is lost"],
  [Code.OutOfRange]: ["OUT_OF_RANGE", 400, "The request is not valid"],
  [Code.Unimplemented]: ["UNIMPLEMENTED", 501, "Not served here"],
  [Code.Internal]: ["INTERNAL", 500, "An error within the server"],
  [Code.Unavailable]: ["UNAVAILABLE", 503, "Not available now"],
  [Code.DataLoss]: ["DATA_LOSS", 500, "The stored job cannot be read"],
  [Code.Unauthenticated]: ["UNAUTHENTICATED", 401, "Say who you are"],
};

/** For those that the same request may meet no more in a while. */
const RETRY_AFTER_SECONDS = 1;
const PASSING: ReadonlySet<number> = new Set([429, 503]);

/** What does not come from an RPC, and the titles of what does with another status. */
const TITLES: { readonly [status: number]: string } = {
  405: "The path has other methods",
  406: "No such form of the answer",
  412: "The job has changed",
  413: "Too large",
  415: "No such form of the request",
  422: "The key belongs to another request",
};

/** `error` as a problem, with the status of its code unless another one fits better. */
export function problemOf(error: ConnectError, requestId: string, status?: number): Problem {
  const [code, itsStatus, title] = KINDS[error.code];
  const { message: detail, violations } = inJsonWords(
    error.rawMessage,
    error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations),
  );
  const errors = violations.map(({ field, description }) => ({
    field,
    pointer: pointerTo(field),
    description,
  }));
  const isTooLarge = error.code === Code.ResourceExhausted && errors.length > 0;
  const theStatus = status ?? (isTooLarge ? 413 : itsStatus);
  return {
    type: `${TYPE}${code.toLowerCase().replaceAll("_", "-")}`,
    title: TITLES[theStatus] ?? title,
    status: theStatus,
    detail,
    instance: requestId,
    code,
    ...(errors.length > 0 && { errors }),
    ...(PASSING.has(theStatus) && { retryAfter: RETRY_AFTER_SECONDS }),
  };
}

/** What an error says, its fields spelt as JSON has them. */
export function inJsonWords(message: string, violations: readonly FieldViolation[]) {
  let text = message;
  const spelt = violations.map(({ field: wireField, description }): FieldViolation => {
    const field = jsonNames(wireField);
    text = text.replace(`${wireField} ${description}`, () => `${field} ${description}`);
    return { field, description };
  });
  return { message: text, violations: spelt };
}

/** `run_at` as it stands in JSON, `runAt`; what is in brackets is a key or a place. */
function jsonNames(path: string): string {
  return path.replace(
    /\[[^\]]*\]|(?<=[a-z0-9])_([a-z0-9])/g,
    (found, letter: string | undefined) => (letter === undefined ? found : letter.toUpperCase()),
  );
}

/** The JSON pointer of RFC 6901 to a path such as `requests[2].metadata["a/b"]`. */
function pointerTo(path: string): string {
  const steps = path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  return steps
    .map((step) => step.replace(/^\["?|"?\]$/g, ""))
    .map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
