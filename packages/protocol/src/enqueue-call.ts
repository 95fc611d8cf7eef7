import type { EnqueueRequest, Unique } from "@millrace/core";
import { encodeAfterRule } from "./after-codec.ts";
import { encodeDelivery } from "./delivery-codec.ts";
import { encodeDurability } from "./durability-codec.ts";
import { encodeEnqueueRequest } from "./enqueue-codec.ts";
import type {
  EnqueueBatchRequest,
  EnqueueRequest as WireEnqueueRequest,
} from "./gen/millrace/v1/job_service_pb.ts";
import { ListMessage } from "./list-message.ts";
import { encodeOnConflict, encodeUntil } from "./unique-codec.ts";
import { WireWriter } from "./wire-writer.ts";

/** An EnqueueBatchRequest. */
export class EnqueueCall
  extends ListMessage<EnqueueRequest, WireEnqueueRequest>
  implements EnqueueBatchRequest
{
  readonly $typeName = "millrace.v1.EnqueueBatchRequest";

  get requests(): WireEnqueueRequest[] {
    return this.list;
  }

  set requests(requests: WireEnqueueRequest[]) {
    this.list = requests;
  }

  protected override encode(request: EnqueueRequest): WireEnqueueRequest {
    return encodeEnqueueRequest(request);
  }
}

/** The bytes of an EnqueueBatchRequest. */
export function writeEnqueueRequests(requests: readonly EnqueueRequest[]): Uint8Array<ArrayBuffer> {
  const out = new WireWriter();
  for (const request of requests) {
    out.begin(1);
    writeEnqueueRequest(out, request);
    out.end();
  }
  return out.finish();
}

function writeEnqueueRequest(out: WireWriter, request: EnqueueRequest): void {
  const { type, payload, runAt, delayMs, priority, maxAttempts, backoff, timeoutMs } = request;
  const { idempotencyKey, delivery, metadata, retentionMs, durability, contentType } = request;
  const { traceContext, expiresInMs, after, unique, afterRule, concurrencyKey, groupId } = request;
  out.text(1, type);
  if (payload !== undefined && payload.length > 0) out.bytes(2, payload);
  if (runAt !== undefined) out.milliseconds(3, runAt);
  if (delayMs !== undefined) out.milliseconds(4, delayMs);
  if (priority !== undefined) out.int(5, priority);
  if (maxAttempts !== undefined) out.int(6, maxAttempts);
  if (backoff !== undefined) {
    const { initialMs, multiplier, maxMs, jitter } = backoff;
    out.begin(7);
    if (initialMs !== undefined) out.milliseconds(1, initialMs);
    if (multiplier !== undefined) out.double(2, multiplier);
    if (maxMs !== undefined) out.milliseconds(3, maxMs);
    if (jitter !== undefined) out.double(4, jitter);
    out.end();
  }
  if (timeoutMs !== undefined) out.milliseconds(8, timeoutMs);
  if (idempotencyKey !== undefined) out.text(9, idempotencyKey);
  if (delivery !== undefined) out.int(10, encodeDelivery(delivery));
  for (const key in metadata) {
    out.begin(11);
    out.text(1, key);
    out.text(2, metadata[key] as string);
    out.end();
  }
  if (retentionMs !== undefined) out.milliseconds(12, retentionMs);
  if (durability !== undefined) out.int(13, encodeDurability(durability));
  if (contentType !== undefined) out.text(14, contentType);
  if (traceContext !== undefined) {
    const { traceparent, tracestate = "" } = traceContext;
    out.begin(15);
    out.text(1, traceparent);
    if (tracestate !== "") out.text(2, tracestate);
    out.end();
  }
  if (expiresInMs !== undefined) out.milliseconds(16, expiresInMs);
  if (groupId !== undefined && groupId !== "") out.text(17, groupId);
  if (after !== undefined) for (const id of after) out.text(18, id);
  if (unique !== undefined) writeUnique(out, unique);
  if (afterRule !== undefined) out.int(21, encodeAfterRule(afterRule));
  if (concurrencyKey !== undefined) out.text(22, concurrencyKey);
}

function writeUnique(out: WireWriter, { key, until, ttlMs, onConflict, maxWaitMs }: Unique): void {
  out.begin(20);
  out.text(1, key);
  if (ttlMs !== undefined) out.milliseconds(3, ttlMs);
  else if (until !== undefined) out.int(2, encodeUntil(until));
  if (onConflict !== undefined) out.int(4, encodeOnConflict(onConflict));
  if (maxWaitMs !== undefined) out.milliseconds(5, maxWaitMs);
  out.end();
}
