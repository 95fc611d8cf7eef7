import {
  durationMs,
  type KeyOnFailure,
  type KeyOrder,
  type QueueLimits,
  type Rate,
  toDuration,
} from "@millrace/core";

const USUAL_PERIOD_MS = 60_000;

/** The fields of a form, as people fill them; an empty one is no limit. */
export interface LimitsForm {
  readonly maxRunning: string;
  readonly keyMaxRunning: string;
  readonly starts: string;
  readonly period: string;
  readonly burst: string;
  readonly keyStarts: string;
  readonly keyPeriod: string;
  readonly keyBurst: string;
  readonly order: KeyOrder;
  readonly keyOnFailure: KeyOnFailure;
  readonly aging: string;
}

export function toForm({
  maxRunning,
  keyMaxRunning,
  rate,
  keyRate,
  order,
  keyOnFailure,
  agingMs,
}: QueueLimits): LimitsForm {
  return {
    maxRunning: textOf(maxRunning),
    keyMaxRunning: textOf(keyMaxRunning),
    starts: textOf(rate?.limit),
    period: toDuration(rate?.periodMs ?? USUAL_PERIOD_MS).toString(),
    burst: textOf(rate?.burst),
    keyStarts: textOf(keyRate?.limit),
    keyPeriod: toDuration(keyRate?.periodMs ?? USUAL_PERIOD_MS).toString(),
    keyBurst: textOf(keyRate?.burst),
    order: order ?? "PRIORITY",
    keyOnFailure: keyOnFailure ?? "CONTINUE",
    aging: agingMs === undefined ? "" : toDuration(agingMs).toString(),
  };
}

/** The limits that a form asks for. @throws Error that says which field is none. */
export function toLimits(form: LimitsForm): QueueLimits {
  const maxRunning = numberOf("jobs that run", form.maxRunning);
  const keyMaxRunning = numberOf("jobs of each key", form.keyMaxRunning);
  const rate = rateOf(form.starts, form.period, form.burst);
  const keyRate = rateOf(form.keyStarts, form.keyPeriod, form.keyBurst);
  return {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(rate && { rate }),
    ...(keyRate && { keyRate }),
    ...(form.order !== "PRIORITY" && { order: form.order }),
    ...(form.keyOnFailure !== "CONTINUE" && { keyOnFailure: form.keyOnFailure }),
    ...(form.aging.trim() !== "" && { agingMs: periodOf(form.aging) }),
  };
}

function rateOf(starts: string, period: string, atOnce: string): Rate | undefined {
  const limit = numberOf("starts", starts);
  const burst = numberOf("starts at once", atOnce);
  if (limit === undefined) {
    if (burst === undefined) return undefined;
    throw new Error("Say how many may start in all, or leave those at once empty.");
  }
  return { limit, periodMs: periodOf(period), ...(burst !== undefined && { burst }) };
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
