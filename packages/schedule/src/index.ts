export { previewSchedule } from "./preview-schedule.ts";
export { type NominalTime, ScheduleCalendar } from "./schedule-calendar.ts";
