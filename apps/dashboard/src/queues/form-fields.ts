import { durationMs, type Rate, toDuration } from "@millrace/core";

const USUAL_PERIOD_MS = 60_000;

/** The fields of a rate, as people fill them. */
export interface RateFields {
  readonly starts: string;
  readonly period: string;
  readonly burst: string;
}

export function rateFields(rate: Rate | undefined): RateFields {
  return {
    starts: formText(rate?.limit),
    period: toDuration(rate?.periodMs ?? USUAL_PERIOD_MS).toString(),
    burst: formText(rate?.burst),
  };
}

/** The rate that fields ask for; absent when they are empty. @throws Error that says which field is none. */
export function formRate({ starts, period, burst: atOnce }: RateFields): Rate | undefined {
  const limit = readNumber("starts", starts);
  const burst = readNumber("starts at once", atOnce);
  if (limit === undefined) {
    if (burst === undefined) return undefined;
    throw new Error("Say how many may start in all, or leave those at once empty.");
  }
  return { limit, periodMs: readLength(period), ...(burst !== undefined && { burst }) };
}

export function formText(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

/** A whole number; absent when there is none. */
export function readNumber(what: string, text: string): number | undefined {
  const digits = text.replaceAll(/[\s,]/g, "");
  if (digits === "") return undefined;
  if (/^\d{1,9}$/.test(digits)) return Number(digits);
  throw new Error(`The number of ${what} must be a whole one, but is ${text}.`);
}

/** A length of time, in milliseconds. */
export function readLength(text: string): number {
  try {
    return durationMs(text.trim() as never);
  } catch {
    throw new Error(
      `The time must be a number with a unit, such as 1s, 30s or 1m, but is ${text}.`,
    );
  }
}
