import {
  type AttemptError,
  type Backoff,
  DEFAULT_BACKOFF,
  type Job,
  type JobStatus,
  type LogLine,
  type Progress,
  type RunStep,
  type TraceContext,
  type WaitsFor,
} from "@millrace/core";
import { decodeJoinRule } from "./after-codec.ts";
import { decodeDelivery } from "./delivery-codec.ts";
import type { Mutable } from "./mutable.ts";
import { NOT_PLAIN } from "./not-plain.ts";
import { decodeStatus } from "./status-codec.ts";
import { type Memo, WireCursor } from "./wire-cursor.ts";

const NO_BYTES = new Uint8Array();
/** The last number of a field that is known here. */
const LAST_FIELD = 42;
const ERRORS_TAG = 122;
const METADATA_TAG = 138;
const LOG_TAG = 306;
const REPEATED_TAGS: ReadonlySet<number> = new Set([ERRORS_TAG, METADATA_TAG, LOG_TAG]);

const readText = (cursor: WireCursor) => cursor.text();

/**
 * Reads the jobs of one answer without making messages of them: with those, a leased job takes eight
 * times as long. The fields must stand in order, as whatever encodes protobuf writes them.
 */
export class JobReader {
  readonly cursor: WireCursor;
  readonly #type: Memo<string> = {};
  readonly #workerId: Memo<string> = {};
  readonly #backoff: Memo<Backoff> = {};

  constructor(bytes: Uint8Array) {
    this.cursor = new WireCursor(bytes);
  }

  /** The job that comes next, with its length before it. */
  job(): Job {
    const { cursor } = this;
    const end = cursor.end();
    const job: Mutable<Job> = {
      id: "",
      type: "",
      payload: NO_BYTES,
      status: "PENDING",
      priority: 0,
      attempt: 0,
      maxAttempts: 0,
      backoff: DEFAULT_BACKOFF,
      delivery: NO_DELIVERY,
      retentionMs: 0,
      metadata: {},
      runAt: 0,
      createdAt: 0,
      updatedAt: 0,
      errors: [],
      cancelRequested: false,
      sequence: 0,
    };
    let hasStatus = false;
    let last = 0;
    while (cursor.position < end) {
      const tag = cursor.varint();
      if (tag <= last && !(tag === last && REPEATED_TAGS.has(tag))) {
        throw NOT_PLAIN;
      }
      last = tag;
      switch (tag) {
        case 10:
          job.id = cursor.text();
          break;
        case 18:
          job.type = cursor.remembered(this.#type, readText);
          break;
        case 26:
          job.payload = cursor.bytes();
          break;
        case 32:
          job.status = statusOf(cursor.varint());
          hasStatus = true;
          break;
        case 40:
          job.priority = cursor.int32();
          break;
        case 48:
          job.attempt = cursor.int32();
          break;
        case 56:
          job.maxAttempts = cursor.int32();
          break;
        case 66:
          job.runAt = cursor.time();
          break;
        case 74:
          job.createdAt = cursor.time();
          break;
        case 82:
          job.updatedAt = cursor.time();
          break;
        case 90:
          job.startedAt = cursor.time();
          break;
        case 98:
          job.finishedAt = cursor.time();
          break;
        case 106:
          job.expiresAt = cursor.time();
          break;
        case 114:
          job.result = cursor.bytes();
          break;
        case ERRORS_TAG:
          (job.errors as AttemptError[]).push(readError(cursor));
          break;
        case 130:
          job.progress = readProgress(cursor);
          break;
        case METADATA_TAG:
          readEntry(cursor, job.metadata as Record<string, string>);
          break;
        case 146:
          job.workerId = cursor.remembered(this.#workerId, readText);
          break;
        case 154:
          job.leaseExpiresAt = cursor.time();
          break;
        case 160:
          job.delivery = decodeDelivery(cursor.int32());
          break;
        case 170:
          job.timeoutMs = cursor.duration();
          break;
        case 178:
          job.idempotencyKey = cursor.text();
          break;
        case 184:
          job.cancelRequested = cursor.bool();
          break;
        case 194:
          job.cancelReason = cursor.text();
          break;
        case 202:
          job.backoff = cursor.remembered(this.#backoff, readBackoff);
          break;
        case 210:
          job.retentionMs = cursor.duration();
          break;
        case 216:
          job.sequence = cursor.varint();
          break;
        case 250:
          job.contentType = cursor.text();
          break;
        case 258:
          job.traceContext = readTraceContext(cursor);
          break;
        case 266:
          job.uniqueKey = cursor.text();
          break;
        case 274:
          job.waitsFor = readWaitsFor(cursor);
          break;
        case 290:
          job.expiresInMs = cursor.duration();
          break;
        case 298:
          job.startBy = cursor.time();
          break;
        case LOG_TAG:
          job.log ??= [];
          (job.log as LogLine[]).push(readLogLine(cursor));
          break;
        case 314:
          job.concurrencyKey = cursor.text();
          break;
        case 322:
          job.groupId = cursor.text();
          break;
        case 330:
          job.parentId = cursor.text();
          break;
        case 338:
          job.run = readRunStep(cursor);
          break;
        default:
          // Also what tells the view BASIC, which no answer has that is read here.
          cursor.skip(tag, LAST_FIELD);
      }
    }
    if (cursor.position !== end || !hasStatus) throw NOT_PLAIN;
    return job;
  }
}

const NO_DELIVERY = decodeDelivery(0);
const NO_RULE = decodeJoinRule(0);

function statusOf(number: number): JobStatus {
  const status = decodeStatus(number);
  if (status === undefined) throw NOT_PLAIN;
  return status;
}

function readError(cursor: WireCursor): AttemptError {
  const end = cursor.end();
  const error: Mutable<AttemptError> = { attempt: 0, message: "", at: 0, workerId: "" };
  if (cursor.takes(8, end)) error.attempt = cursor.int32();
  if (cursor.takes(18, end)) error.message = cursor.text();
  if (cursor.takes(26, end)) error.details = cursor.text();
  if (cursor.takes(34, end)) error.at = cursor.time();
  if (cursor.takes(42, end)) error.workerId = cursor.text();
  cursor.endAt(end, 5);
  return error;
}

function readLogLine(cursor: WireCursor): LogLine {
  const end = cursor.end();
  const line: Mutable<LogLine> = { at: 0, attempt: 0, text: "" };
  if (cursor.takes(10, end)) line.at = cursor.time();
  if (cursor.takes(16, end)) line.attempt = cursor.int32();
  if (cursor.takes(26, end)) line.text = cursor.text();
  cursor.endAt(end, 3);
  return line;
}

function readProgress(cursor: WireCursor): Progress {
  const end = cursor.end();
  const progress: Mutable<Progress> = { fraction: 0 };
  if (cursor.takes(9, end)) progress.fraction = cursor.double();
  if (cursor.takes(18, end)) progress.message = cursor.text();
  cursor.endAt(end, 2);
  return progress;
}

/** An entry of a map from texts to texts. */
export function readEntry(cursor: WireCursor, metadata: Record<string, string>): void {
  const end = cursor.end();
  if (!cursor.takes(10, end)) throw NOT_PLAIN;
  const key = cursor.anyText();
  if (!cursor.takes(18, end) || key === "__proto__") throw NOT_PLAIN;
  metadata[key] = cursor.anyText();
  cursor.endAt(end, 2);
}

function readBackoff(cursor: WireCursor): Backoff {
  const end = cursor.end();
  const backoff: Mutable<Backoff> = { ...DEFAULT_BACKOFF };
  if (cursor.takes(10, end)) backoff.initialMs = cursor.duration();
  if (cursor.takes(17, end)) backoff.multiplier = cursor.double();
  if (cursor.takes(26, end)) backoff.maxMs = cursor.duration();
  if (cursor.takes(33, end)) backoff.jitter = cursor.double();
  cursor.endAt(end, 4);
  return backoff;
}

function readWaitsFor(cursor: WireCursor): WaitsFor {
  const end = cursor.end();
  const jobIds: string[] = [];
  const waitsFor: Mutable<WaitsFor> = { rule: NO_RULE, count: 0, jobIds };
  if (cursor.takes(8, end)) waitsFor.rule = decodeJoinRule(cursor.int32());
  if (cursor.takes(16, end)) waitsFor.count = cursor.int32();
  while (cursor.takes(26, end)) jobIds.push(cursor.anyText());
  if (cursor.takes(34, end)) waitsFor.delayMs = cursor.duration();
  cursor.endAt(end, 4);
  return waitsFor;
}

function readRunStep(cursor: WireCursor): RunStep {
  const end = cursor.end();
  const run: Mutable<RunStep> = { id: "", step: "", epoch: 0 };
  if (cursor.takes(10, end)) run.id = cursor.text();
  if (cursor.takes(18, end)) run.step = cursor.text();
  if (cursor.takes(24, end)) run.index = cursor.int32();
  if (cursor.takes(32, end)) run.epoch = cursor.int32();
  cursor.endAt(end, 4);
  return run;
}

export function readTraceContext(cursor: WireCursor): TraceContext {
  const end = cursor.end();
  const context: Mutable<TraceContext> = { traceparent: "" };
  if (cursor.takes(10, end)) context.traceparent = cursor.text();
  if (cursor.takes(18, end)) context.tracestate = cursor.text();
  cursor.endAt(end, 2);
  return context;
}
