import { toBinary } from "@bufbuild/protobuf";
import type { Enqueued, EnqueueResult, Job } from "@millrace/core";
import { encodeEnqueueBatchResult } from "./enqueue-codec.ts";
import { encodeItemError } from "./error-codec.ts";
import { ItemErrorSchema } from "./gen/millrace/v1/item_error_pb.ts";
import type { Job as WireJob } from "./gen/millrace/v1/job_pb.ts";
import type {
  EnqueueBatchResponse,
  EnqueueResponse,
  EnqueueBatchResult as WireEnqueueBatchResult,
} from "./gen/millrace/v1/job_service_pb.ts";
import { encodeJob } from "./job-codec.ts";
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

/** An EnqueueResponse, whose job becomes a message when somebody first looks at it. */
export class EnqueueAnswer implements EnqueueResponse {
  readonly $typeName = "millrace.v1.EnqueueResponse";
  created: boolean;
  replicas?: number | undefined;
  replaced: boolean;
  declare job: WireJob | undefined;
  #plainJob: Job | undefined;

  constructor({ job, created, replicas, replaced }: Enqueued) {
    this.created = created;
    this.replicas = replicas;
    this.replaced = replaced ?? false;
    this.#plainJob = job;
    // Protobuf asks whether the message itself has it, not its class.
    Object.defineProperty(this, "job", {
      get: () => this.#setJob(encodeJob(job)),
      set: (changed) => this.#setJob(changed),
      configurable: true,
      enumerable: true,
    });
  }

  /** Undefined once the job was looked at: it may have been changed. */
  get plainJob(): Job | undefined {
    return this.#plainJob;
  }

  #setJob(value: WireJob | undefined): WireJob | undefined {
    this.#plainJob = undefined;
    Object.defineProperty(this, "job", { value, writable: true });
    return value;
  }
}

/** The bytes of an EnqueueResponse; undefined for one whose job was looked at. */
export function writeEnqueue(answer: EnqueueAnswer): Uint8Array<ArrayBuffer> | undefined {
  const { plainJob } = answer;
  if (plainJob === undefined) return undefined;
  const out = new JobWriter();
  writeEnqueued(out, answer, plainJob, plainJob.payload);
  return out.finish();
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
      writeEnqueued(out, result, result.job, NO_BYTES);
      out.end();
    }
    out.end();
  }
  return out.finish();
}

function writeEnqueued(
  out: JobWriter,
  {
    created,
    replicas,
    replaced,
  }: Pick<EnqueueAnswer, "created" | "replicas"> & { readonly replaced?: boolean },
  job: Job,
  payload: Uint8Array,
): void {
  out.job(1, job, payload);
  if (created) out.int(2, 1);
  if (replicas !== undefined) out.int(3, replicas);
  if (replaced) out.int(4, 1);
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
