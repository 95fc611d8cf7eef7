import type { KeyLimits } from "@millrace/core";
import { formRate, formText, type RateFields, rateFields, readNumber } from "./form-fields.ts";

/** The fields of a form, as people fill them; an empty one is what the queue says. */
export interface KeyLimitsForm extends RateFields {
  readonly maxRunning: string;
  readonly weight: string;
}

export function toKeyForm({ maxRunning, rate, weight }: KeyLimits): KeyLimitsForm {
  return { maxRunning: formText(maxRunning), weight: formText(weight), ...rateFields(rate) };
}

/** The limits that a form asks for. @throws Error that says which field is none. */
export function toKeyLimits({ maxRunning, weight, ...fields }: KeyLimitsForm): KeyLimits {
  const most = readNumber("jobs that run", maxRunning);
  const rate = formRate(fields);
  const turns = readWeight(weight.trim());
  return {
    ...(most !== undefined && { maxRunning: most }),
    ...(rate && { rate }),
    ...(turns !== undefined && { weight: turns }),
  };
}

function readWeight(text: string): number | undefined {
  if (text === "") return undefined;
  if (/^\d{1,4}(\.\d{1,4})?$/.test(text)) return Number(text);
  throw new Error(`The weight must be a number from 0.01 to 1000, such as 2.5, but is ${text}.`);
}
