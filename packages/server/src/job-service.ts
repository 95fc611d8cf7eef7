import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import { isFinal, type JobEvent, type JobStore, type Limits, MillraceError } from "@millrace/core";
import {
  CancelJobResponseSchema,
  DeleteJobResponseSchema,
  decodeEnqueueRequest,
  decodeJobQuery,
  decodeWatchRequest,
  EnqueueBatchResponseSchema,
  encodeEnqueueBatchResult,
  encodeEnqueueResponse,
  encodeJob,
  encodeJobEvent,
  encodeJobPage,
  GetJobResponseSchema,
  type JobService,
  RetryJobResponseSchema,
  WatchJobResponseSchema,
} from "@millrace/protocol";
import { fitting } from "./answer-size.ts";
import { answerInTime, type CallTimeOptions } from "./call-time.ts";
import { logItemFaults } from "./item-faults.ts";
import type { Logger } from "./logger.ts";

/** What a service needs besides the store. */
export interface ServiceOptions extends CallTimeOptions {
  readonly limits: Limits;
  /** The largest message of a call. */
  readonly messageBytes: number;
  /** Aborted when the server drains: what would wait must end. */
  readonly draining: AbortSignal;
  readonly logger: Logger;
}

/** The producer's and the operator's calls. */
export function createJobService(
  store: JobStore,
  options: ServiceOptions,
): ServiceImpl<typeof JobService> {
  const inTime = <T>(context: HandlerContext, call: Promise<T>) =>
    answerInTime(call, context, options);
  return {
    async enqueue(request, context) {
      const [result] = await inTime(context, store.enqueue([decodeEnqueueRequest(request)]));
      if (result === undefined) throw new MillraceError("INTERNAL", "the store gave no result");
      return encodeEnqueueResponse(result);
    },

    async enqueueBatch({ requests }, context) {
      const results = await inTime(context, store.enqueue(requests.map(decodeEnqueueRequest)));
      logItemFaults(results, context, options.logger);
      return create(EnqueueBatchResponseSchema, { results: results.map(encodeEnqueueBatchResult) });
    },

    async getJob({ id }, context) {
      const job = await inTime(context, store.get(id));
      return create(GetJobResponseSchema, { job: encodeJob(job) });
    },

    async cancelJob({ id, reason }, context) {
      const job = await inTime(context, store.cancel(id, reason));
      return create(CancelJobResponseSchema, { job: encodeJob(job) });
    },

    async listJobs(request, context) {
      const query = decodeJobQuery(request);
      let page = await inTime(context, store.list(query, context.signal));
      for (;;) {
        const room = fitting(page.jobs, options.messageBytes);
        if (room === page.jobs.length) return encodeJobPage(page);
        page = await inTime(context, store.list({ ...query, pageSize: room }, context.signal));
      }
    },

    async retryJob({ id }, context) {
      const job = await inTime(context, store.retry(id));
      return create(RetryJobResponseSchema, { job: encodeJob(job) });
    },

    async deleteJob({ id }, context) {
      await inTime(context, store.delete(id));
      return create(DeleteJobResponseSchema);
    },

    async *watchJob(request, context) {
      const { signal } = createLinkedAbortController(context.signal, options.draining);
      let latest: JobEvent | undefined;
      for await (latest of store.watch(decodeWatchRequest(request, signal))) {
        yield create(WatchJobResponseSchema, { event: encodeJobEvent(latest) });
      }
      const over = latest !== undefined && isFinal(latest.job.status);
      if (options.draining.aborted && !over) throw shuttingDown(latest);
    },
  };
}

function shuttingDown(latest: JobEvent | undefined): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `the server shuts down; connect again with after_sequence ${latest?.sequence ?? 0}`,
  );
}
