import { corruptJob, MillraceError } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";
import { parseReplyError, type ReplyError, replyErrorOf, withoutArguments } from "./reply-error.ts";

/** What Redis answers while it cannot serve, or not take writes; nothing has changed then. */
const PASSING: ReadonlySet<string> = new Set([
  "ASK",
  "BUSY",
  "CLUSTERDOWN",
  "LOADING",
  "MASTERDOWN",
  "MISCONF",
  "MOVED",
  "NOREPLICAS",
  "OOM",
  "READONLY",
  "REDIRECT",
  "TRYAGAIN",
]);

/** The reason that is given for a connection that the other side closed without an error. */
export const CLOSED_AT_ONCE = "it closed the connection immediately";

/** What a cluster's client says when it gives a command up that every node sent on. */
const REDIRECTED_TOO_OFTEN = "Too many Cluster redirections";

/** Whether the connection failed, so that it is unknown what became of the command. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof MillraceError || isBug(error)) return false;
  return replyErrorOf(error) === undefined && !isRedirectedTooOften(error);
}

/** Whether the error came from code, on this side of the connection: no repetition mends it. */
function isBug(error: unknown): boolean {
  return BUGS.some((type) => error instanceof type);
}

const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError] as const;

/** Whether Redis answered that it cannot serve now. */
export function refusesNow(error: unknown): boolean {
  const reply = replyErrorOf(error);
  return reply === undefined ? isRedirectedTooOften(error) : PASSING.has(reply.code);
}

/** A call that was not answered with a result, by what it was answered with. */
export function refused(cause: unknown): MillraceError {
  withoutArguments(cause);
  const reply = replyErrorOf(cause);
  const text = reply?.text ?? textOf(cause);
  if (isBug(cause))
    return new MillraceError("INTERNAL", `the Redis store failed: ${text}`, { cause });
  if (refusesNow(cause)) {
    const remedy = reply?.code === "OOM" ? "; raise maxmemory, or let jobs end and expire" : "";
    return new MillraceError(
      "UNAVAILABLE",
      `Redis refuses the call, and nothing was changed: ${text}${remedy}`,
      { cause },
    );
  }
  if (reply?.code === "CORRUPT") return corruptJobOf(reply.text);
  const what = reply?.inScript ? "Redis aborted the call" : "Redis refuses the call";
  const [code, remedy] = lastingFault(reply);
  return new MillraceError(code, `${what} (${text})${remedy}`, { cause });
}

/** The answer of a script that could not read a job: its id and the field. */
function corruptJobOf(text: string): MillraceError {
  const [, id = "", field = ""] = text.split(" ");
  return corruptJob(id, [field]);
}

/** What is to be put right before the same call can be answered. */
function lastingFault(reply: ReplyError | undefined) {
  switch (reply?.code) {
    case "NOAUTH":
    case "WRONGPASS":
      return [
        "FAILED_PRECONDITION",
        "; check the user and the password in the URL of the store",
      ] as const;
    case "NOPERM":
      return [
        "FAILED_PRECONDITION",
        "; allow its user the keys, channels and commands that docs/redis.md names",
      ] as const;
    case "NOCOMMAND":
      return [
        "FAILED_PRECONDITION",
        "; do not rename or disable this command, and use Redis 6.2 or later",
      ] as const;
    case "WRONGTYPE":
      return [
        "DATA_LOSS",
        "; something other than Millrace has written to one of its keys: remove that key, and give each system its own prefix or database",
      ] as const;
    default:
      return ["INTERNAL", ""] as const;
  }
}

/** The error of a call that may or may not have taken effect. */
export function unavailable(cause?: unknown): MillraceError {
  withoutArguments(cause);
  const reason = replyErrorOf(cause)?.text ?? (refusesNow(cause) ? textOf(cause) : undefined);
  return new MillraceError(
    "UNAVAILABLE",
    `Redis did not answer${reason === undefined ? "" : ` (${reason})`}; whether the call took effect is unknown: try again, with an idempotency key where a job must not be made twice`,
    { cause },
  );
}

/** What no further attempt to connect changes until someone has put something right. */
export function isFinal(error: Error): boolean {
  return finalFault(error) !== undefined;
}

/**
 * The error of a call without a connection; `error` is that of the last attempt. Only its text is passed
 * on: the stack of the driver does not help.
 */
export function unreachable({ addresses, database, tls }: RedisUrl, error?: Error): MillraceError {
  const hosts = addresses.map(({ host, port }) => `${host}:${port}`).join(", ");
  const text = error === undefined ? "" : ` (${replyErrorOf(error)?.text ?? error.message})`;
  switch (finalFault(error)) {
    case "LOGIN":
      return new MillraceError(
        "FAILED_PRECONDITION",
        `Redis at ${hosts} refuses the login${text}; check the user and the password in the URL`,
      );
    case "NO_CLUSTER":
      return new MillraceError(
        "FAILED_PRECONDITION",
        `Redis at ${hosts} is not a cluster; begin the URL with redis:// (or rediss://) in place of redis+cluster://`,
      );
    case "NO_SENTINEL":
      return new MillraceError(
        "FAILED_PRECONDITION",
        `Redis at ${hosts} is not a Sentinel; name the Sentinels, or begin the URL with redis:// (or rediss://) in place of redis+sentinel://`,
      );
    case "NO_DATABASE":
      return new MillraceError(
        "FAILED_PRECONDITION",
        `Redis at ${hosts} has no database ${database}${text}; name another one in the URL, or raise the setting databases`,
      );
    case undefined:
      return new MillraceError(
        "UNAVAILABLE",
        `Redis at ${hosts} cannot be reached${text}; ${advice(tls, error)}`,
        { cause: error },
      );
  }
}

function finalFault(error: Error | undefined) {
  const reply = replyErrorOf(error);
  switch (reply?.code) {
    case "WRONGPASS":
    case "NOAUTH":
    case "NOPERM":
      return "LOGIN";
    case "NOCLUSTER":
      return "NO_CLUSTER";
    case "NODATABASE":
      return "NO_DATABASE";
    case "NOCOMMAND":
      return /command ['`]?cluster/i.test(reply.text) ? "NO_CLUSTER" : undefined;
    default:
      return isNoSentinel(error) ? "NO_SENTINEL" : undefined;
  }
}

/** Whether what the URL calls a Sentinel is none; the driver puts the answer behind words of its own. */
function isNoSentinel(error: Error | undefined): boolean {
  const answer = /^failed to connect to sentinel \S+ because (.*)$/s.exec(
    error?.message ?? "",
  )?.[1];
  return answer !== undefined && parseReplyError(answer).code === "NOCOMMAND";
}

function advice(tls: boolean, error: Error | undefined): string {
  const code = replyErrorOf(error)?.code;
  if (code === "MAXCLIENTS") return "raise maxclients, or close connections that are not needed";
  if (code === "DENIED") return "give it a password, or set protected-mode no";
  if (tls && isSilence(error)) {
    return "check that it runs and that it speaks TLS; if it does not, begin the URL with redis in place of rediss";
  }
  const general = "check that it runs and that the URL is right";
  const mayWantTls = !tls && /ECONNRESET|EPIPE/.test(error?.message ?? "");
  return mayWantTls || error?.message === CLOSED_AT_ONCE
    ? `${general}; if it accepts only TLS, begin the URL with rediss in place of redis`
    : general;
}

/** Whether nothing was said, as when one side speaks TLS and the other one does not. */
function isSilence(error: Error | undefined): boolean {
  return error === undefined || /ETIMEDOUT|before secure TLS connection/.test(error.message);
}

function isRedirectedTooOften(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith(REDIRECTED_TOO_OFTEN);
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
