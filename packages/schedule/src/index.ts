export { previewSchedule } from "./preview-schedule.ts";
export { type NominalTime, ScheduleCalendar } from "./schedule-calendar.ts";
export type { ScheduleHome } from "./schedule-changes.ts";
export { ScheduleFirer, type TickReport } from "./schedule-firer.ts";
export { Schedules } from "./schedules.ts";
