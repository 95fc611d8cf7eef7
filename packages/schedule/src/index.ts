export { previewSchedule } from "./preview-schedule.ts";
export { type NominalTime, ScheduleCalendar } from "./schedule-calendar.ts";
export { type ScheduleHome, Schedules, type TickReport } from "./schedules.ts";
