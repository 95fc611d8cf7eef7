import { create } from "@bufbuild/protobuf";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { systemClock } from "@millrace/core";
import {
  BackfillScheduleResponseSchema,
  CancelBackfillResponseSchema,
  DeleteScheduleResponseSchema,
  decodeBackfillRequest,
  decodeOverlap,
  decodePreviewRequest,
  decodeScheduleQuery,
  decodeUpsertRequest,
  encodeFiring,
  encodePreview,
  encodeSchedule,
  encodeSchedulePage,
  GetScheduleResponseSchema,
  ListFiringsResponseSchema,
  PauseScheduleResponseSchema,
  ResumeScheduleResponseSchema,
  type ScheduleService,
  TriggerScheduleResponseSchema,
  UpsertScheduleResponseSchema,
} from "@millrace/protocol";
import { previewSchedule, Schedules } from "@millrace/schedule";
import type { ServiceOptions } from "./service-options.ts";
import { callStore } from "./store-call.ts";

/** Makes jobs again and again. */
export function createScheduleService(
  options: ServiceOptions,
): ServiceImpl<typeof ScheduleService> {
  const call = <Answer>(
    context: HandlerContext,
    work: (schedules: Schedules) => Promise<Answer>,
  ): Promise<Answer> => callStore(context, options, (store) => work(new Schedules(store)));

  return {
    async previewSchedule(request) {
      return encodePreview(previewSchedule(decodePreviewRequest(request), systemClock.now()));
    },

    async upsertSchedule(request, context) {
      const { definition, options: how } = decodeUpsertRequest(request);
      const upsert = (schedules: Schedules) => schedules.upsert(definition, how);
      const { schedule, changed } = await call(context, upsert);
      return create(UpsertScheduleResponseSchema, { schedule: encodeSchedule(schedule), changed });
    },

    async getSchedule({ name }, context) {
      const schedule = await call(context, (schedules) => schedules.get(name));
      return create(GetScheduleResponseSchema, { schedule: encodeSchedule(schedule) });
    },

    async listSchedules(request, context) {
      const query = decodeScheduleQuery(request);
      return encodeSchedulePage(await call(context, (schedules) => schedules.list(query)));
    },

    async deleteSchedule({ name, sourceVersion: wire }, context) {
      const how = wire === undefined ? {} : { sourceVersion: Number(wire) };
      await call(context, (schedules) => schedules.delete(name, how));
      return create(DeleteScheduleResponseSchema);
    },

    async pauseSchedule({ name, by, note }, context) {
      const schedule = await call(context, (schedules) => schedules.pause(name, { by, note }));
      return create(PauseScheduleResponseSchema, { schedule: encodeSchedule(schedule) });
    },

    async resumeSchedule({ name, catchUp }, context) {
      const schedule = await call(context, (schedules) => schedules.resume(name, { catchUp }));
      return create(ResumeScheduleResponseSchema, { schedule: encodeSchedule(schedule) });
    },

    async triggerSchedule({ name, overlap: wire }, context) {
      const overlap = decodeOverlap(wire);
      const firing = await call(context, (schedules) => schedules.trigger(name, { overlap }));
      return create(TriggerScheduleResponseSchema, { firing: encodeFiring(firing) });
    },

    async backfillSchedule(request, context) {
      const options = decodeBackfillRequest(request);
      const backfill = (schedules: Schedules) => schedules.backfill(request.name, options);
      const schedule = await call(context, backfill);
      return create(BackfillScheduleResponseSchema, { schedule: encodeSchedule(schedule) });
    },

    async cancelBackfill({ name }, context) {
      const schedule = await call(context, (schedules) => schedules.cancelBackfill(name));
      return create(CancelBackfillResponseSchema, { schedule: encodeSchedule(schedule) });
    },

    async listFirings({ name }, context) {
      const firings = await call(context, (schedules) => schedules.firings(name));
      return create(ListFiringsResponseSchema, { firings: firings.map(encodeFiring) });
    },
  };
}
