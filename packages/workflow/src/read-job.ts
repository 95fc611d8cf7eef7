import {
  checkType,
  DEFAULT_LIMITS,
  type EnqueueRequest,
  enqueueFault,
  type FieldCheck,
  present,
  respellFields,
  shown,
  withoutUnit,
} from "@millrace/core";
import type { JobSettings, StepBackoff } from "./definition.ts";
import { isJsonObject, type Json } from "./json.ts";
import { lengthMs } from "./length.ts";
import type { StepContext } from "./step-context.ts";
import type { Template } from "./template.ts";
import type { JobTemplate } from "./workflow.ts";

export const JOB_SETTINGS: { readonly [Field in keyof JobSettings]-?: true } = {
  max_attempts: true,
  backoff: true,
  timeout: true,
  priority: true,
  delay: true,
  expires_in: true,
  concurrency_key: true,
  delivery: true,
  metadata: true,
};

const BACKOFF: { readonly [Field in keyof StepBackoff]-?: true } = {
  initial: true,
  multiplier: true,
  max: true,
  jitter: true,
};

/** Reads what makes the job of a step: `variables` are what its templates see besides `input`, `run` and `steps`. */
export function readJob(
  step: StepContext,
  value: JobSettings & { readonly type?: string; readonly input?: Json },
  variables: readonly string[],
): JobTemplate {
  const { type, input, concurrency_key: key, metadata } = value;
  const { check } = step;
  checkType(check, step.at("type"), type as string);
  // A wrong type was noted; the request is about the rest.
  const request = readJobRequest(check, step.path, "step", value);
  const template = (field: string, text: Json) => step.template(field, text, variables);
  const isKey = key !== undefined && check.string(step.at("concurrency_key"), key);
  const isMetadata = metadata !== undefined && isTexts(check, step.at("metadata"), metadata);
  const templates = {
    ...(input !== undefined && { input: template("input", input) }),
    ...(isKey && { concurrencyKey: template("concurrency_key", key) }),
    ...(isMetadata && { metadata: template("metadata", metadata) }),
  };
  return {
    request: { ...request, type: type as string },
    reads: readsOf(templates, variables),
    ...templates,
  };
}

/** What templates look at, and the input of the run where it is passed on: an item is passed on by a map. */
export function readsOf(
  templates: { readonly input?: Template; readonly [name: string]: Template | undefined },
  variables: readonly string[],
): ReadonlySet<string> {
  const reads = Object.values(templates).flatMap((template) => [...(template?.reads ?? [])]);
  const isInput = templates.input === undefined && variables.length === 0;
  return new Set(isInput ? ["input", ...reads] : reads);
}

/** The request for the job of a step, without what templates make of it; what is wrong is noted under `path`. */
export function readJobRequest(
  check: FieldCheck,
  path: string,
  type: string,
  settings: JobSettings,
): EnqueueRequest {
  const { backoff, timeout, delay, expires_in } = settings;
  const length = (field: string, text: string | undefined) =>
    readLength(check, `${path}.${field}`, text);
  const isBackoff =
    backoff !== undefined &&
    check.only<StepBackoff>(backoff, BACKOFF, "a backoff", `${path}.backoff`);
  const request: EnqueueRequest = present({
    type,
    maxAttempts: settings.max_attempts,
    priority: settings.priority,
    delivery: settings.delivery,
    timeoutMs: length("timeout", timeout),
    delayMs: length("delay", delay),
    expiresInMs: length("expires_in", expires_in),
    backoff: isBackoff
      ? present({
          initialMs: length("backoff.initial", backoff.initial),
          multiplier: backoff.multiplier,
          maxMs: length("backoff.max", backoff.max),
          jitter: backoff.jitter,
        })
      : undefined,
  });
  const fault = enqueueFault(request, DEFAULT_LIMITS);
  if (fault !== undefined) check.within(path, respellFields(fault, spelt));
  return request;
}

/** A length of time in milliseconds; what is none is noted. */
export function readLength(check: FieldCheck, field: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const ms = lengthMs(text);
  if (ms === undefined) {
    check.invalid(field, `must be a length such as "30s" or "P1DT12H", but is ${shown(text)}`);
  }
  return ms;
}

/** Texts by names; what is none is noted. */
export function isTexts(
  check: FieldCheck,
  field: string,
  value: unknown,
): value is { readonly [name: string]: string } {
  if (isJsonObject(value) && Object.values(value).every((text) => typeof text === "string"))
    return true;
  check.invalid(field, `must be an object whose values are strings, but is ${shown(value)}`);
  return false;
}

/** A field of a job as definitions write it: `expires_in` for `expiresInMs`. */
export function spelt(name: string): string {
  return withoutUnit(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
