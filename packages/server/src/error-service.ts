import type { ServiceImpl } from "@connectrpc/connect";
import { decodeErrorGroupQuery, type ErrorService, encodeErrorGroupPage } from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** The errors of jobs, grouped. */
export function createErrorService(options: ServiceOptions): ServiceImpl<typeof ErrorService> {
  return {
    async listErrorGroups(request, context) {
      const query = decodeErrorGroupQuery(request);
      const page = await callStore(context, options, ({ errors }) => errors.listGroups(query));
      return encodeErrorGroupPage(page);
    },
  };
}
