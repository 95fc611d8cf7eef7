import type { Backfill, FiringTime, Schedule, ScheduleFiring } from "@millrace/client";
import type { EpochMs, ScheduleInterval, ScheduleSpec, ScheduleState } from "@millrace/core";
import { bytesJson, showBytes } from "./payload-text.ts";
import type { Shown } from "./shown.ts";
import type { Detail, Style, View } from "./view.ts";

const STATES: Readonly<Record<ScheduleState, Style>> = {
  ACTIVE: "green",
  PAUSED: "yellow",
  ENDED: "gray",
};

const OUTCOMES: Readonly<Record<ScheduleFiring["outcome"], Style>> = {
  FIRED: "green",
  BUFFERED: "yellow",
  SKIPPED: "gray",
  REFUSED: "red",
};

export const SCHEDULE_VIEW: View<Schedule> = {
  columns: [
    { header: "NAME", cell: ({ name }) => name },
    { header: "STATE", cell: ({ state }) => state, style: ({ state }) => STATES[state] },
    { header: "TIMES", cell: ({ spec }, shown) => timesText(spec, shown) },
    { header: "TYPE", cell: ({ job }) => job.type },
    { header: "NEXT", cell: ({ nextTimes }, shown) => shown.time(nextTimes[0]) },
    { header: "LAST", cell: ({ last }, shown) => lastText(last, shown) },
    { header: "FIRED", alignRight: true, wide: true, cell: ({ counts }) => String(counts.fired) },
    {
      header: "SKIPPED",
      alignRight: true,
      wide: true,
      cell: ({ counts }) => String(counts.skipped),
    },
    { header: "MISSED", alignRight: true, wide: true, cell: ({ counts }) => String(counts.missed) },
    { header: "MANAGED BY", wide: true, cell: ({ managedBy = "" }) => managedBy },
    { header: "NOTE", cell: ({ pause }) => pause?.note ?? "" },
  ],
  fields: [
    ...["name", "spec", "policy", "job", "managedBy", "metadata", "state", "revision"],
    ...[
      "generation",
      "sourceVersion",
      "updatedAt",
      "nextTimes",
      "last",
      "counts",
      "pause",
      "backfill",
    ],
  ],
  id: ({ name }) => name,
  json: scheduleJson,
  details: detailsOf,
};

export const FIRING_VIEW: View<ScheduleFiring> = {
  columns: [
    { header: "NOMINAL", cell: ({ nominal }) => iso(nominal) },
    { header: "FIRED", cell: ({ firedAt }, shown) => shown.time(firedAt) },
    { header: "TRIGGER", cell: ({ trigger }) => trigger },
    {
      header: "OUTCOME",
      cell: ({ outcome }) => outcome,
      style: ({ outcome }) => OUTCOMES[outcome],
    },
    { header: "JOB", cell: ({ jobId = "" }) => jobId },
    { header: "REASON", cell: ({ reason = "" }) => reason },
  ],
  fields: ["nominal", "firedAt", "trigger", "outcome", "jobId", "reason"],
  id: ({ jobId = "" }) => jobId,
  json: firingJson,
};

export const FIRING_TIME_VIEW: View<FiringTime> = {
  columns: [
    { header: "LOCAL", cell: ({ local }) => local },
    { header: "NOMINAL", cell: ({ nominal }) => iso(nominal) },
    { header: "DUE", cell: ({ due }, shown) => shown.time(due) },
    { header: "NOTE", cell: ({ note = "" }) => note, style: () => "yellow" },
  ],
  fields: ["nominal", "due", "local", "note"],
  id: ({ nominal }) => iso(nominal),
  json: ({ nominal, due, ...time }) => ({ nominal: iso(nominal), due: iso(due), ...time }),
};

/** What a put has done to a schedule. */
export interface PutSchedule {
  readonly name: string;
  readonly outcome: "changed" | "unchanged" | "pruned" | "valid";
  readonly revision?: number;
  readonly next?: EpochMs | undefined;
}

export const PUT_VIEW: View<PutSchedule> = {
  columns: [
    { header: "NAME", cell: ({ name }) => name },
    {
      header: "OUTCOME",
      cell: ({ outcome }) => outcome,
      style: ({ outcome }) => (outcome === "unchanged" ? "dim" : "green"),
    },
    { header: "REVISION", alignRight: true, cell: ({ revision = "" }) => String(revision) },
    { header: "NEXT", cell: ({ next }, shown) => shown.time(next) },
  ],
  fields: ["name", "outcome", "revision", "next"],
  id: ({ name }) => name,
  json: ({ next, ...put }) => ({ ...put, ...(next !== undefined && { next: iso(next) }) }),
};

function iso(time: EpochMs): string {
  return new Date(time).toISOString();
}

function firingJson({ nominal, firedAt, ...firing }: ScheduleFiring): object {
  return { nominal: iso(nominal), firedAt: iso(firedAt), ...firing };
}

function scheduleJson(schedule: Schedule): object {
  const { spec, job, generation, updatedAt, nextTimes, last, pause, backfill, ...rest } = schedule;
  const { startAt, endAt, ...times } = spec;
  const { payload, ...options } = job;
  return {
    ...rest,
    spec: {
      ...times,
      ...(startAt !== undefined && { startAt: iso(startAt) }),
      ...(endAt !== undefined && { endAt: iso(endAt) }),
    },
    job: { ...options, ...bytesJson("payload", payload) },
    generation: iso(generation),
    updatedAt: iso(updatedAt),
    nextTimes: nextTimes.map(iso),
    ...(last && { last: firingJson(last) }),
    ...(pause && { pause: { ...pause, at: iso(pause.at) } }),
    ...(backfill && { backfill: backfillJson(backfill) }),
  };
}

function backfillJson({ from, to, startedAt, ...backfill }: Backfill): object {
  return { ...backfill, from: iso(from), to: iso(to), startedAt: iso(startedAt) };
}

function backfillText(backfill: Backfill | undefined, shown: Shown): string {
  if (backfill === undefined) return "";
  const { from, to, state, count, fired, skipped, startedAt } = backfill;
  const done = `${fired} fired, ${skipped} skipped of ${count}`;
  return `${state} ${iso(from)} to ${iso(to)}: ${done}, since ${shown.time(startedAt)}`;
}

/** The patterns and intervals of a schedule, in a line. */
function timesText(spec: ScheduleSpec, shown: Shown): string {
  const { cron = [], every = [], zone } = spec;
  const intervals = every.map((interval) => intervalText(interval, shown));
  return [...cron, ...intervals, ...(zone === undefined ? [] : [zone])].join(", ");
}

function intervalText({ intervalMs, phaseMs = 0 }: ScheduleInterval, shown: Shown): string {
  const phase = phaseMs === 0 ? "" : ` and ${shown.length(phaseMs)}`;
  return `every ${shown.length(intervalMs)}${phase}`;
}

function lastText(last: ScheduleFiring | undefined, shown: Shown): string {
  return last === undefined ? "" : `${last.outcome} ${shown.time(last.firedAt)}`;
}

function detailsOf(schedule: Schedule, shown: Shown): readonly Detail[] {
  const { name, state, spec, policy = {}, job, managedBy = "", pause, counts } = schedule;
  const { exceptCron = [], exceptDates = [], startAt, endAt, onGap, onOverlap, jitterMs } = spec;
  const { fired, skipped, missed, buffered } = counts;
  const pauseText = pause && [shown.time(pause.at), pause.by && `by ${pause.by}`, pause.note];
  return [
    ["name", name],
    ["state", state, STATES[state]],
    ["paused", pauseText?.filter(Boolean).join(" ") ?? "", "yellow"],
    ["times", timesText(spec, shown)],
    ["except", [...exceptCron, ...exceptDates].join(", ")],
    ["from", shown.fullTime(startAt)],
    ["until", shown.fullTime(endAt)],
    ["where clocks change", [onGap, onOverlap].filter(Boolean).join(", ")],
    ["jitter", shown.length(jitterMs)],
    [
      "policy",
      Object.entries(policy)
        .map(([field, value]) => `${field} ${value}`)
        .join(", "),
    ],
    ["next", schedule.nextTimes.map((time) => shown.fullTime(time)).join("\n")],
    ["last", lastText(schedule.last, shown)],
    [
      "so far",
      `${fired} fired, ${buffered} of them buffered, ${skipped} skipped, ${missed} missed`,
    ],
    ["backfill", backfillText(schedule.backfill, shown)],
    ["type", job.type],
    ["key", job.concurrencyKey ?? ""],
    ["payload", showBytes(job.payload)],
    ["managed by", managedBy],
    ["source", schedule.sourceVersion === 0 ? "" : String(schedule.sourceVersion)],
    ["revision", `${schedule.revision}, ${shown.time(schedule.updatedAt)}`],
  ];
}
