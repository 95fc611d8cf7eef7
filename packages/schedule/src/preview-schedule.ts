import {
  checkPreviewRequest,
  type EpochMs,
  FieldCheck,
  type FiringTime,
  type PreviewRequest,
} from "@millrace/core";
import { ScheduleCalendar } from "./schedule-calendar.ts";

const DEFAULT_COUNT = 10;

/**
 * When a schedule would fire. Fewer times than asked for when it ends before.
 *
 * @param now the present, from which on times are told unless the request says otherwise.
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault, also a pattern that names no time of
 *   the next ten years.
 */
export function previewSchedule(request: PreviewRequest, now: EpochMs): FiringTime[] {
  checkPreviewRequest(request);
  const { spec, after = now, count = DEFAULT_COUNT, name = "" } = request;
  const calendar = new ScheduleCalendar(spec);
  checkFires(calendar, Math.max(after, spec.startAt ?? after));
  const times: FiringTime[] = [];
  let from = after;
  while (times.length < count) {
    const firing = calendar.nextFiring(name, from);
    if (firing === undefined) break;
    times.push({ ...firing, local: calendar.local(firing.nominal) });
    from = firing.nominal;
  }
  return times;
}

function checkFires(calendar: ScheduleCalendar, after: EpochMs): void {
  const check = new FieldCheck();
  calendar.noteNeverFiring(check, after);
  check.throwIfInvalid("cannot preview the schedule");
}
