import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { type OperationRequest, purgeRequest } from "@millrace/core";
import {
  CancelJobsResponseSchema,
  DeleteJobsResponseSchema,
  decodeOperationQuery,
  decodeOperationRequest,
  decodePurgeOptions,
  encodeOperation,
  encodeOperationPage,
  GetOperationResponseSchema,
  type OperationService,
  PurgeQueueResponseSchema,
  RetryJobsResponseSchema,
  StopOperationResponseSchema,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** What is done to many jobs. */
export function createOperationService(
  options: ServiceOptions,
): ServiceImpl<typeof OperationService> {
  const start = async (request: OperationRequest, context: HandlerContext) => {
    const started = callStore(context, options, ({ operations }) => operations.start(request));
    return { operation: encodeOperation(await started) };
  };
  return {
    async retryJobs(request, context) {
      const started = await start(decodeOperationRequest("RETRY", request), context);
      return create(RetryJobsResponseSchema, started);
    },

    async cancelJobs(request, context) {
      const started = await start(decodeOperationRequest("CANCEL", request), context);
      return create(CancelJobsResponseSchema, started);
    },

    async deleteJobs(request, context) {
      const started = await start(decodeOperationRequest("DELETE", request), context);
      return create(DeleteJobsResponseSchema, started);
    },

    async purgeQueue(request, context) {
      const purge = purgeRequest(request.type, decodePurgeOptions(request));
      return create(PurgeQueueResponseSchema, await start(purge, context));
    },

    async getOperation({ id }, context) {
      const operation = await callStore(context, options, ({ operations }) => operations.get(id));
      return create(GetOperationResponseSchema, { operation: encodeOperation(operation) });
    },

    async listOperations(request, context) {
      const query = decodeOperationQuery(request);
      const page = await callStore(context, options, ({ operations }) => operations.list(query));
      return encodeOperationPage(page);
    },

    async stopOperation({ id }, context) {
      const operation = await callStore(context, options, ({ operations }) => operations.stop(id));
      return create(StopOperationResponseSchema, { operation: encodeOperation(operation) });
    },
  };
}
