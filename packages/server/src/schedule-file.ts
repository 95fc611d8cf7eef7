import {
  type DeclaredSchedule,
  type EpochMs,
  FieldCheck,
  type FieldNames,
  type FieldViolation,
  MillraceError,
  type PutOptions,
  SCHEDULE_OPTIONS,
  SCHEDULE_TIMES,
  type ScheduledJob,
  type ScheduleOptions,
  type ScheduleTimes,
  schedule,
  shown,
} from "@millrace/core";
import { ScheduleCalendar } from "@millrace/schedule";
import { readYaml, YamlError, type YamlFile } from "./yaml-file.ts";

/** What a file of schedules says: what to put, and how. */
export interface ScheduleFile {
  readonly schedules: readonly DeclaredSchedule[];
  readonly options: PutOptions;
}

/** A file of schedules has problems: all of them, each with its line and its field. */
export class ScheduleFileError extends Error {
  override readonly name = "ScheduleFileError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

interface FileFields extends PutOptions {
  readonly schedules?: Readonly<Record<string, unknown>>;
}

const FILE: FieldNames<FileFields> = {
  schedules: true,
  managedBy: true,
  sourceVersion: true,
  prune: true,
};

const {
  managedBy: _managedBy,
  sourceVersion: _sourceVersion,
  ifRevision: _ifRevision,
  ...OWN_OPTIONS
} = SCHEDULE_OPTIONS;
const ENTRY = { ...SCHEDULE_TIMES, ...OWN_OPTIONS, job: true } as const;

/**
 * Reads schedules from YAML: a map of them by name, each with its times, its `job` and its options, and beside it how
 * all of them are put. Nothing is put before all of them are in order.
 *
 * @param name what the file is called in errors.
 * @param now by the machine's clock: a pattern that has no time in the next ten years is refused.
 * @throws ScheduleFileError that names every problem.
 */
export function readScheduleFile(text: string, name: string, now: EpochMs): ScheduleFile {
  const yaml = readFile(text, name);
  const { file, violations } = fileOf(yaml.content, now);
  const problems = [...yaml.problems, ...violations.map((each) => yaml.problemOf(each))];
  if (problems.length > 0) throw new ScheduleFileError(problems);
  return file;
}

function readFile(text: string, name: string): YamlFile {
  try {
    return readYaml(text, name);
  } catch (error) {
    throw error instanceof YamlError ? new ScheduleFileError(error.problems) : error;
  }
}

function fileOf(content: unknown, now: EpochMs) {
  const violations: FieldViolation[] = [];
  const schedules: DeclaredSchedule[] = [];
  const check = new FieldCheck();
  const isMap = check.only<FileFields>(content ?? {}, FILE, "a file of schedules");
  const { schedules: entries = {}, ...options } = isMap ? ((content ?? {}) as FileFields) : {};
  if (typeof entries !== "object" || entries === null || Array.isArray(entries)) {
    check.invalid("schedules", `must be a map of schedules by name, but is ${shown(entries)}`);
  } else {
    for (const [name, entry] of Object.entries(entries)) {
      try {
        schedules.push(declared(name, entry, now));
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        violations.push(...error.violations.map((each) => inFile(name, each)));
      }
    }
  }
  if (options.prune && options.managedBy === undefined) {
    check.invalid("prune", "needs managedBy, whose other schedules it is to delete");
  }
  return {
    file: { schedules, options },
    violations: [...(check.error("")?.violations ?? []), ...violations],
  };
}

function declared(name: string, entry: unknown, now: EpochMs): DeclaredSchedule {
  const check = new FieldCheck();
  if (check.only(entry, ENTRY, "a schedule")) {
    if (Reflect.get(entry as object, "job") === undefined) {
      check.invalid("job", "must be there, such as { type: report }");
    }
  }
  check.throwIfInvalid("");
  const { job, ...fields } = entry as { readonly job: ScheduledJob };
  const times: Record<string, unknown> = {};
  const options: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (field in SCHEDULE_TIMES)
      times[field] = /^(start|end)At$/.test(field) ? toTime(value) : value;
    else options[field] = value;
  }
  const made = schedule(name, times as ScheduleTimes, job, options as ScheduleOptions);
  const { spec } = made.definition;
  new ScheduleCalendar(spec).noteNeverFiring(check, Math.max(now, spec.startAt ?? now));
  check.throwIfInvalid("");
  return made;
}

/** YAML has no dates by itself; what is none is left for the check to refuse. */
function toTime(value: unknown): unknown {
  return typeof value === "string" ? new Date(value) : value;
}

/** Fields stand in the file as they do in code, but without `spec` and `policy` around them. */
function inFile(name: string, { field, description }: FieldViolation): FieldViolation {
  const own = field.replace(/^(spec|policy)(\.|$)/, "").replace(/^job\.concurrencyKey$/, "job.key");
  const entry = /^[\w-]+$/.test(name) ? `schedules.${name}` : `schedules[${JSON.stringify(name)}]`;
  return { field: own === "" || own === "options" ? entry : `${entry}.${own}`, description };
}
