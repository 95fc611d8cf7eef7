import { checkDueTime, checkMetadata } from "./check-enqueue.ts";
import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames, shown, utf8Bytes } from "./field-check.ts";
import { isJobId } from "./job-id.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS, DEFAULT_LIMITS } from "./limits.ts";
import { decodeNameToken, encodeNameToken } from "./name-token.ts";
import {
  RUN_STATUSES,
  type RunListQuery,
  type SignalLinkRequest,
  type StartRunOptions,
} from "./run.ts";
import type { RunCursor, RunQuery } from "./run-store.ts";

/** Bounds of runs that are part of the contract. */
export const RUN_BOUNDS = {
  inputBytes: 1024 * 1024,
  keyBytes: 256,
  pageSize: 100,
  /** Steps that one call names. */
  steps: 1_000,
  /** Lines of a history by one call. */
  lines: 1_000,
  /** Results of items of a map by one call. */
  items: 1_000,
  maxVersion: 2 ** 31 - 1,
} as const;

/** Browsers and proxies take addresses of some thousand characters. */
const LINK = {
  ...{ textBytes: 512, answers: 10, labelBytes: 64, payloadBytes: 256 },
  ...{ minMs: 1_000, maxMs: 366 * 86_400_000 },
} as const;

const START: FieldNames<StartRunOptions> = {
  version: true,
  input: true,
  idKey: true,
  routeKey: true,
  delayMs: true,
  runAt: true,
  metadata: true,
  retentionMs: true,
};

/** @throws MillraceError `INVALID_ARGUMENT` for what cannot be the id of a run. */
export function checkRunId(id: string, what = "cannot read the run"): void {
  const check = new FieldCheck();
  if (!isJobId(id)) {
    const rule = 'must be the id of a run, such as "0-V1StGXR8Z5jdHi6B"';
    check.invalid("id", `${rule}, but is ${shown(id)}`);
  }
  check.throwIfInvalid(what);
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkStartRun(name: string, options: StartRunOptions): void {
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (check.only(options, START, "a run to start")) {
    const { version, input, idKey, routeKey, metadata, retentionMs } = options;
    if (version !== undefined) check.integer("version", version, 1, RUN_BOUNDS.maxVersion);
    if (input !== undefined) checkJson(check, "input", input);
    if (idKey !== undefined) checkKey(check, "idKey", idKey);
    if (routeKey !== undefined) checkKey(check, "routeKey", routeKey);
    checkDueTime(check, options);
    if (metadata !== undefined) {
      check.strings("metadata", metadata);
      checkMetadata(check, metadata, DEFAULT_LIMITS);
    }
    if (retentionMs !== undefined) {
      const { minRetentionMs, maxRetentionMs } = BOUNDS;
      check.integer("retentionMs", retentionMs, minRetentionMs, maxRetentionMs, " ms");
    }
  }
  check.throwIfInvalid(`cannot start a run of workflow ${shown(name)}`);
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkSignalLink(name: string, request: SignalLinkRequest): void {
  const { text = "", answers = [], expiresInMs } = request;
  const check = new FieldCheck();
  checkKey(check, "name", name);
  check.text("text", text, LINK.textBytes);
  if (check.list("answers", answers, 0, LINK.answers)) {
    answers.forEach(({ label, payload = null }, i) => {
      check.text(`answers[${i}].label`, label, LINK.labelBytes, 1);
      const bytes = utf8Bytes(JSON.stringify(payload) ?? "");
      if (bytes > LINK.payloadBytes) {
        const rule = `must have at most ${LINK.payloadBytes} bytes as JSON, but has ${bytes}`;
        check.invalid(`answers[${i}].payload`, rule);
      }
    });
  }
  if (expiresInMs !== undefined) {
    check.integer("expiresInMs", expiresInMs, LINK.minMs, LINK.maxMs, " ms");
  }
  check.throwIfInvalid("cannot make a link");
}

/** A query as stores take it. @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function runQueryOf(query: RunListQuery): RunQuery {
  const check = new FieldCheck();
  const { workflow, statuses, pageSize = RUN_BOUNDS.pageSize, pageToken = "" } = query;
  if (workflow !== undefined) checkType(check, "workflow", workflow);
  if (statuses !== undefined) check.count("statuses", statuses.length, 0, BOUNDS.maxQueryStatuses);
  for (const [i, status] of (statuses ?? []).entries()) {
    check.oneOf(`statuses[${i}]`, status, RUN_STATUSES);
  }
  check.integer("pageSize", pageSize, 1, RUN_BOUNDS.pageSize);
  const [createdAt = "", id = ""] = decodeNameToken(check, "runs", pageToken).split(" ");
  check.throwIfInvalid("cannot list runs");
  return {
    limit: pageSize,
    ...(workflow !== undefined && { workflow }),
    ...(statuses !== undefined && statuses.length > 0 && { states: [...new Set(statuses)] }),
    ...(id !== "" && { after: { createdAt: Number(createdAt), id } }),
  };
}

/** The page token that leads behind a run; empty for none. */
export function encodeRunToken(last: RunCursor | undefined): string {
  return last === undefined ? "" : encodeNameToken("runs", `${last.createdAt} ${last.id}`);
}

/** When a run begins that starts `now`. */
export function runBegin({ delayMs = 0, runAt }: StartRunOptions, now: EpochMs): EpochMs {
  return Math.max(now, runAt ?? now + delayMs);
}

/** Notes when a value is no JSON, or too long as that. */
export function checkJson(check: FieldCheck, field: string, value: unknown): void {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Told below.
  }
  if (text === undefined) check.invalid(field, "must be a value that JSON can have");
  else if (utf8Bytes(text) > RUN_BOUNDS.inputBytes) {
    check.exceeds(field, utf8Bytes(text), RUN_BOUNDS.inputBytes, "bytes");
  }
}

function checkKey(check: FieldCheck, field: string, key: string): void {
  if (check.string(field, key)) check.text(field, key, RUN_BOUNDS.keyBytes, 1);
}
