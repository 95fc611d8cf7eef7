import { type AttemptError, isBasic, type Job, type Lease } from "@millrace/core";

// At most what the fields that have no length of their own, and the ids, take.
const FIXED_BYTES = 1_024;
const ERROR_BYTES = 384;
const LOG_LINE_BYTES = 48;
const MAX_UTF8_BYTES = 3;
// Tags and lengths of one entry of metadata, in units of MAX_UTF8_BYTES.
const ENTRY_CHARACTERS = 4;

/**
 * How many of `jobs`, from the first on, one answer of `messageBytes` has room for; at least one.
 * gRPC clients refuse larger messages, and a worker that cannot read its leases has lost them.
 */
export function fitting(jobs: readonly Job[], messageBytes: number): number {
  let bytes = 0;
  for (const [count, job] of jobs.entries()) {
    bytes += jobBytes(job);
    if (bytes > messageBytes) return Math.max(1, count);
  }
  return jobs.length;
}

/** How many bytes of an answer of `messageBytes` are left beside leases for what comes with them. */
export function roomBeside(leases: readonly Lease[], messageBytes: number): number {
  return leases.reduce((room, { job }) => room - jobBytes(job), messageBytes);
}

/** No less than what `job` takes on the wire. */
function jobBytes(job: Job): number {
  const { payload, result, metadata, errors, traceContext } = job;
  let characters = (job.cancelReason?.length ?? 0) + (job.progress?.message?.length ?? 0);
  characters += (job.idempotencyKey?.length ?? 0) + (job.workerId?.length ?? 0);
  characters +=
    (job.uniqueKey?.length ?? 0) +
    (job.concurrencyKey?.length ?? 0) +
    (job.contentType?.length ?? 0) +
    (traceContext?.tracestate?.length ?? 0);
  for (const key in metadata)
    characters += key.length + (metadata[key]?.length ?? 0) + ENTRY_CHARACTERS;
  let bytes = payload.length + (result?.length ?? 0) + FIXED_BYTES;
  if (isBasic(job)) bytes += job.payloadPreview.length;
  if (job.log !== undefined) {
    for (const { text } of job.log) bytes += text.length * MAX_UTF8_BYTES + LOG_LINE_BYTES;
  }
  return bytes + characters * MAX_UTF8_BYTES + errors.reduce(addErrorBytes, 0);
}

function addErrorBytes(sum: number, { message, details, workerId }: AttemptError): number {
  const characters = message.length + (details?.length ?? 0) + workerId.length;
  return sum + characters * MAX_UTF8_BYTES + ERROR_BYTES;
}
