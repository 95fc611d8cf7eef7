import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { createLinkedAbortController } from "@connectrpc/connect/protocol";
import {
  checkGetOptions,
  type EnqueueRequest,
  isFinal,
  type JobEvent,
  MillraceError,
  type Store,
} from "@millrace/core";
import {
  CancelJobResponseSchema,
  DeleteJobResponseSchema,
  decodeChangeOptions,
  decodeEnqueueRequest,
  decodeGetOptions,
  decodeJobQuery,
  decodeJobUpdate,
  decodeWatchRequest,
  EnqueueAnswer,
  EnqueueBatchAnswer,
  encodeExplanation,
  encodeJob,
  encodeJobEvent,
  encodeJobPage,
  GetJobResponseSchema,
  type JobService,
  RetryJobResponseSchema,
  UpdateJobResponseSchema,
  WatchJobResponseSchema,
  type WireEnqueueBatchRequest,
  type WireEnqueueRequest,
} from "@millrace/protocol";
import { fitting } from "./answer-size.ts";
import { answerInTime, pollTimeMs } from "./call-time.ts";
import { logItemFaults } from "./item-faults.ts";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** The jobs that a request asks for, in place of its message, where they were read at once. */
type AskedJobs = readonly EnqueueRequest[];

function isRead(request: object | AskedJobs): request is AskedJobs {
  return Array.isArray(request);
}

/** The producer's and the operator's calls. */
export function createJobService(options: ServiceOptions): ServiceImpl<typeof JobService> {
  const inStore = <T>(context: HandlerContext, call: (store: Store) => Promise<T>) =>
    callStore(context, options, call);
  const enqueue = async (jobs: readonly EnqueueRequest[], context: HandlerContext) =>
    (await options.storeOf(context)).enqueue(jobs);
  return {
    async enqueue(request: WireEnqueueRequest | AskedJobs, context) {
      const jobs = isRead(request) ? request : [decodeEnqueueRequest(request)];
      const [result] = await answerInTime(enqueue(jobs, context), context, options);
      if (result === undefined) throw new MillraceError("INTERNAL", "the store gave no result");
      if ("error" in result) throw result.error;
      return new EnqueueAnswer(result);
    },

    async enqueueBatch(request: WireEnqueueBatchRequest | AskedJobs, context) {
      const jobs = isRead(request) ? request : request.requests.map(decodeEnqueueRequest);
      const results = await answerInTime(enqueue(jobs, context), context, options);
      logItemFaults(results, context, options.logger);
      return new EnqueueBatchAnswer(results);
    },

    async getJob(request, context) {
      const asked = decodeGetOptions(request);
      checkGetOptions(asked);
      const waitMs = pollTimeMs(asked.waitMs ?? 0, context);
      const get = (signal?: AbortSignal) => {
        const how = { ...asked, waitMs, signal };
        return callStore(context, options, (store) => store.get(request.id, how), waitMs);
      };
      // A wait ends with its caller, and when the server drains.
      const job = await (waitMs === 0
        ? get()
        : get(createLinkedAbortController(context.signal, options.draining).signal));
      return create(GetJobResponseSchema, { job: encodeJob(job) });
    },

    async explainJob({ id }, context) {
      return encodeExplanation(await inStore(context, (store) => store.explain(id)));
    },

    async updateJob(request, context) {
      const update = decodeJobUpdate(request);
      const how = decodeChangeOptions(request);
      const job = await inStore(context, (store) => store.update(request.id, update, how));
      return create(UpdateJobResponseSchema, { job: encodeJob(job) });
    },

    async cancelJob(request, context) {
      const { id, reason } = request;
      const how = decodeChangeOptions(request);
      const job = await inStore(context, (store) => store.cancel(id, reason, how));
      return create(CancelJobResponseSchema, { job: encodeJob(job) });
    },

    async listJobs(request, context) {
      const query = decodeJobQuery(request);
      let page = await inStore(context, (store) => store.list(query, context.signal));
      for (;;) {
        const room = fitting(page.jobs, options.messageBytes);
        if (room === page.jobs.length) return encodeJobPage(page);
        const smaller = { ...query, pageSize: room };
        page = await inStore(context, (store) => store.list(smaller, context.signal));
      }
    },

    async retryJob(request, context) {
      const how = decodeChangeOptions(request);
      const job = await inStore(context, (store) => store.redrive(request.id, how));
      return create(RetryJobResponseSchema, { job: encodeJob(job) });
    },

    async deleteJob(request, context) {
      const how = decodeChangeOptions(request);
      await inStore(context, (store) => store.delete(request.id, how));
      return create(DeleteJobResponseSchema);
    },

    async *watchJob(request, context) {
      const { signal } = createLinkedAbortController(context.signal, options.draining);
      const store = await options.storeOf(context);
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
    `the server shuts down; connect again, to go on after sequence number ${latest?.sequence ?? 0}`,
  );
}
