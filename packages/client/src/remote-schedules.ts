import {
  checkScheduleDelete,
  checkSchedulePause,
  checkScheduleResume,
  checkScheduleTrigger,
  MillraceError,
  type Schedule,
} from "@millrace/core";
import {
  decodeFiring,
  decodePreview,
  decodeSchedule,
  decodeSchedulePage,
  encodeBackfillRequest,
  encodeOverlap,
  encodePreviewRequest,
  encodeScheduleQuery,
  encodeUpsertRequest,
} from "@millrace/protocol";
import { ScheduleService } from "@millrace/protocol/services";
import { type CallUntilClosed, ClientSchedules } from "./client-schedules.ts";
import type { Connection } from "./connection.ts";

const rpc = ScheduleService.method;

/** The schedules behind a server, over `ScheduleService`. */
export function remoteSchedules(connection: Connection, call: CallUntilClosed): ClientSchedules {
  return new ClientSchedules(call, {
    async preview(request) {
      const wire = encodePreviewRequest(request);
      return decodePreview(await connection.call(rpc.previewSchedule, wire));
    },
    async upsert(definition, options) {
      const wire = encodeUpsertRequest(definition, options);
      const answer = await connection.call(rpc.upsertSchedule, wire);
      return { schedule: scheduleOf(answer), changed: answer.changed };
    },
    async get(name) {
      return scheduleOf(await connection.call(rpc.getSchedule, { name }));
    },
    async list(query) {
      const wire = encodeScheduleQuery(query);
      return decodeSchedulePage(await connection.call(rpc.listSchedules, wire));
    },
    async delete(name, options) {
      checkScheduleDelete(name, options);
      const { sourceVersion } = options;
      const how = sourceVersion === undefined ? {} : { sourceVersion: BigInt(sourceVersion) };
      await connection.call(rpc.deleteSchedule, { name, ...how });
    },
    async pause(name, options) {
      const { by, note } = checkSchedulePause(name, options);
      return scheduleOf(await connection.call(rpc.pauseSchedule, { name, by, note }));
    },
    async resume(name, options) {
      const { catchUp } = checkScheduleResume(name, options);
      return scheduleOf(await connection.call(rpc.resumeSchedule, { name, catchUp }));
    },
    async trigger(name, options) {
      const overlap = encodeOverlap(checkScheduleTrigger(name, options).overlap);
      const { firing } = await connection.call(rpc.triggerSchedule, { name, overlap });
      return decodeFiring(answered(firing, "firing"));
    },
    async backfill(name, options) {
      const wire = encodeBackfillRequest(name, options);
      return scheduleOf(await connection.call(rpc.backfillSchedule, wire));
    },
    async cancelBackfill(name) {
      return scheduleOf(await connection.call(rpc.cancelBackfill, { name }));
    },
    async firings(name) {
      const { firings } = await connection.call(rpc.listFirings, { name });
      return firings.map(decodeFiring);
    },
  });
}

function scheduleOf({
  schedule,
}: {
  readonly schedule?: Parameters<typeof decodeSchedule>[0] | undefined;
}): Schedule {
  return decodeSchedule(answered(schedule, "schedule"));
}

function answered<T>(part: T | undefined, what: string): T {
  if (part !== undefined) return part;
  throw new MillraceError(
    "INTERNAL",
    `the server's answer has no ${what}; use a client and a server of the same version`,
  );
}
