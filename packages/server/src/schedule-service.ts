import type { ServiceImpl } from "@connectrpc/connect";
import { systemClock } from "@millrace/core";
import { decodePreviewRequest, encodePreview, type ScheduleService } from "@millrace/protocol";
import { previewSchedule } from "@millrace/schedule";

/** When things happen again and again. */
export function createScheduleService(): ServiceImpl<typeof ScheduleService> {
  return {
    async previewSchedule(request) {
      return encodePreview(previewSchedule(decodePreviewRequest(request), systemClock.now()));
    },
  };
}
