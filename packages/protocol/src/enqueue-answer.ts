import { toBinary } from "@bufbuild/protobuf";
import type { Enqueued, EnqueueResult } from "@millrace/core";
import { encodeEnqueueBatchResult } from "./enqueue-codec.ts";
import { encodeItemError } from "./error-codec.ts";
import { ItemErrorSchema } from "./gen/millrace/v1/item_error_pb.ts";
import type {
  EnqueueBatchResponse,
  EnqueueBatchResult as WireEnqueueBatchResult,
} from "./gen/millrace/v1/job_service_pb.ts";
import { JobReader } from "./job-reader.ts";
import { JobWriter } from "./job-writer.ts";
import { ListMessage } from "./list-message.ts";
import type { Mutable } from "./mutable.ts";
import { NOT_PLAIN } from "./not-plain.ts";

const NO_BYTES = new Uint8Array();

/** An EnqueueBatchResponse. Its jobs go without their payloads. */
export class EnqueueBatchAnswer
  extends ListMessage<EnqueueResult, WireEnqueueBatchResult>
  implements EnqueueBatchResponse
{
  readonly $typeName = "millrace.v1.EnqueueBatchResponse";

  get results(): WireEnqueueBatchResult[] {
    return this.list;
  }

  set results(results: WireEnqueueBatchResult[]) {
    this.list = results;
  }

  protected override encode(result: EnqueueResult): WireEnqueueBatchResult {
    return encodeEnqueueBatchResult(result);
  }
}

/** The bytes of an EnqueueBatchResponse. */
export function writeEnqueueBatch(results: readonly EnqueueResult[]): Uint8Array<ArrayBuffer> {
  const out = new JobWriter();
  for (const result of results) {
    out.begin(1);
    if ("error" in result) {
      out.bytes(2, toBinary(ItemErrorSchema, encodeItemError(result.error)));
    } else {
      out.begin(1);
      out.job(1, result.job, NO_BYTES);
      if (result.created) out.int(2, 1);
      if (result.replicas !== undefined) out.int(3, result.replicas);
      if (result.replaced) out.int(4, 1);
      out.end();
    }
    out.end();
  }
  return out.finish();
}

/** @throws {@link NOT_PLAIN}, also for an answer with an error in it. */
export function readEnqueueBatch(bytes: Uint8Array): EnqueueBatchAnswer {
  const jobs = new JobReader(bytes);
  const { cursor } = jobs;
  const results: EnqueueResult[] = [];
  while (cursor.takes(10, cursor.length)) {
    const end = cursor.end();
    if (!cursor.takes(10, end)) throw NOT_PLAIN;
    const enqueuedEnd = cursor.end();
    if (!cursor.takes(10, enqueuedEnd)) throw NOT_PLAIN;
    const job = jobs.job();
    const created = cursor.takes(16, enqueuedEnd) && cursor.bool();
    const result: Mutable<Enqueued> = { job, created };
    if (cursor.takes(24, enqueuedEnd)) result.replicas = cursor.int32();
    if (cursor.takes(32, enqueuedEnd) && cursor.bool()) result.replaced = true;
    results.push(result);
    cursor.endAt(enqueuedEnd, 4);
    cursor.endAt(end, 2);
  }
  cursor.endAt(cursor.length, 1);
  return new EnqueueBatchAnswer(results);
}
