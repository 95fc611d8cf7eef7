import { durationMs, type QueueLimits } from "@millrace/core";

/** The fields of a form, as people fill them; an empty one is no limit. */
export interface LimitsForm {
  readonly maxRunning: string;
  readonly keyMaxRunning: string;
  readonly starts: string;
  readonly period: string;
  readonly burst: string;
}

export function toForm({ maxRunning, keyMaxRunning, rate }: QueueLimits): LimitsForm {
  return {
    maxRunning: textOf(maxRunning),
    keyMaxRunning: textOf(keyMaxRunning),
    starts: textOf(rate?.limit),
    period: rate === undefined ? "1m" : lengthText(rate.periodMs),
    burst: textOf(rate?.burst),
  };
}

/** The limits that a form asks for. @throws Error that says which field is none. */
export function toLimits(form: LimitsForm): QueueLimits {
  const maxRunning = numberOf("jobs that run", form.maxRunning);
  const keyMaxRunning = numberOf("jobs of each key", form.keyMaxRunning);
  const limit = numberOf("starts", form.starts);
  const burst = numberOf("starts at once", form.burst);
  if (limit === undefined && burst !== undefined) {
    throw new Error("Say how many may start in all, or leave those at once empty.");
  }
  return {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(limit !== undefined && {
      rate: { limit, periodMs: periodOf(form.period), ...(burst !== undefined && { burst }) },
    }),
  };
}

function textOf(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function numberOf(what: string, text: string): number | undefined {
  const digits = text.replaceAll(/[\s,]/g, "");
  if (digits === "") return undefined;
  if (/^\d{1,9}$/.test(digits)) return Number(digits);
  throw new Error(`The number of ${what} must be a whole one, but is ${text}.`);
}

function periodOf(text: string): number {
  try {
    return durationMs(text.trim() as never);
  } catch {
    throw new Error(
      `The time must be a number with a unit, such as 1s, 30s or 1m, but is ${text}.`,
    );
  }
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** Exactly, as it can be read again. */
function lengthText(ms: number): string {
  const [unit, length] = UNITS.find(([, each]) => ms % each === 0) ?? ["ms", 1];
  return `${ms / length}${unit}`;
}
