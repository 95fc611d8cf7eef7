import { checkType } from "@millrace/core";
import type { AwaitStep, SleepStep } from "./definition.ts";
import { readLength } from "./read-job.ts";
import type { StepContext } from "./step-context.ts";
import type { AwaitAction, SleepAction } from "./workflow.ts";

const AWAIT_FIELDS: { readonly [Field in keyof AwaitStep["await"]]-?: true } = {
  signal: true,
  match: true,
  broadcast: true,
  timeout: true,
  on_timeout: true,
};

/** Reads a step that waits for a time. */
export function readSleep(step: StepContext, sleep: SleepStep["sleep"]): SleepAction | undefined {
  const check = step.check;
  const path = step.at("sleep");
  if (!check.only(sleep, { for: true, until: true }, "a sleep", path)) return undefined;
  const { for: length, until } = sleep as { readonly for?: string; readonly until?: string };
  if ((length === undefined) === (until === undefined)) {
    check.invalid(path, "must have one of for and until");
    return undefined;
  }
  if (until === undefined) {
    const forMs = readLength(check, `${path}.for`, length);
    return forMs === undefined ? undefined : { kind: "sleep", forMs };
  }
  if (!check.string(`${path}.until`, until)) return undefined;
  return { kind: "sleep", until: step.template("sleep.until", until, []) };
}

/** Reads a step that waits for a signal. */
export function readAwait(step: StepContext, value: AwaitStep["await"]): AwaitAction | undefined {
  const check = step.check;
  const path = step.at("await");
  if (!check.only<AwaitStep["await"]>(value, AWAIT_FIELDS, "a wait for a signal", path))
    return undefined;
  const { signal, match, broadcast, timeout, on_timeout } = value;
  checkType(check, `${path}.signal`, signal);
  if (broadcast !== undefined) step.boolean("await.broadcast", broadcast);
  const timeoutMs = readLength(check, `${path}.timeout`, timeout);
  if (on_timeout !== undefined) {
    check.oneOf(`${path}.on_timeout`, on_timeout, ["FAIL", "CONTINUE"]);
    if (timeout === undefined) check.invalid(`${path}.on_timeout`, "is of use with timeout only");
  }
  const matching =
    match === undefined ? undefined : step.expression("await.match", match, ["signal"]);
  return {
    kind: "await",
    signal,
    ...(matching !== undefined && { match: matching }),
    isBroadcast: broadcast === true,
    ...(timeoutMs !== undefined && { timeoutMs }),
    continuesAfterTimeout: on_timeout === "CONTINUE",
  };
}
