import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import {
  CancelGroupResponseSchema,
  CreateGroupResponseSchema,
  decodeCreateGroup,
  decodeGroupQuery,
  encodeGroup,
  encodeGroupJobs,
  GetGroupResponseSchema,
  type GroupService,
  RetryGroupResponseSchema,
  SealGroupResponseSchema,
} from "@millrace/protocol";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** Jobs that belong together. */
export function createGroupService(options: ServiceOptions): ServiceImpl<typeof GroupService> {
  return {
    async createGroup(request, context) {
      const planned = decodeCreateGroup(request);
      const group = await callStore(context, options, ({ groups }) => groups.create(planned));
      return create(CreateGroupResponseSchema, { group: encodeGroup(group) });
    },

    async getGroup({ id }, context) {
      const group = await callStore(context, options, ({ groups }) => groups.get(id));
      return create(GetGroupResponseSchema, { group: encodeGroup(group) });
    },

    async sealGroup({ id }, context) {
      const group = await callStore(context, options, ({ groups }) => groups.seal(id));
      return create(SealGroupResponseSchema, { group: encodeGroup(group) });
    },

    async listGroupJobs(request, context) {
      const query = decodeGroupQuery(request);
      const list = callStore(context, options, ({ groups }) => groups.listJobs(request.id, query));
      return encodeGroupJobs(await list);
    },

    async cancelGroup({ id, reason }, context) {
      const group = await callStore(context, options, ({ groups }) => groups.cancel(id, reason));
      return create(CancelGroupResponseSchema, { group: encodeGroup(group) });
    },

    async retryGroup({ id }, context) {
      const group = await callStore(context, options, ({ groups }) => groups.retry(id));
      return create(RetryGroupResponseSchema, { group: encodeGroup(group) });
    },
  };
}
