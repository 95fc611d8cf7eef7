import { type KeyOnFailure, type KeyOrder, type QueueLimits, toDuration } from "@millrace/core";
import { formRate, formText, rateFields, readLength, readNumber } from "./form-fields.ts";

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

export function toForm(limits: QueueLimits): LimitsForm {
  const { maxRunning, keyMaxRunning, rate, keyRate, order, keyOnFailure, agingMs } = limits;
  const { starts, period, burst } = rateFields(keyRate);
  return {
    maxRunning: formText(maxRunning),
    keyMaxRunning: formText(keyMaxRunning),
    ...rateFields(rate),
    ...{ keyStarts: starts, keyPeriod: period, keyBurst: burst },
    order: order ?? "PRIORITY",
    keyOnFailure: keyOnFailure ?? "CONTINUE",
    aging: agingMs === undefined ? "" : toDuration(agingMs).toString(),
  };
}

/** The limits that a form asks for. @throws Error that says which field is none. */
export function toLimits(form: LimitsForm): QueueLimits {
  const maxRunning = readNumber("jobs that run", form.maxRunning);
  const keyMaxRunning = readNumber("jobs of each key", form.keyMaxRunning);
  const rate = formRate(form);
  const { keyStarts: starts, keyPeriod: period, keyBurst: burst } = form;
  const keyRate = formRate({ starts, period, burst });
  return {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(rate && { rate }),
    ...(keyRate && { keyRate }),
    ...(form.order !== "PRIORITY" && { order: form.order }),
    ...(form.keyOnFailure !== "CONTINUE" && { keyOnFailure: form.keyOnFailure }),
    ...(form.aging.trim() !== "" && { agingMs: readLength(form.aging) }),
  };
}
