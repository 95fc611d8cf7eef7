import { decodePreview, encodePreviewRequest } from "@millrace/protocol";
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
  });
}
