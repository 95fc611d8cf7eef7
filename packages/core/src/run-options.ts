import type { EpochMs } from "./clock.ts";
import type { Duration } from "./duration.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { present } from "./present.ts";
import type { SignalLinkRequest, StartRunOptions } from "./run.ts";
import { lengthMs, timeMs } from "./time-option.ts";

/** How to start a run, for callers of a client. Lengths are milliseconds or `"30s"`. */
export interface RunOptions extends Omit<StartRunOptions, "delayMs" | "runAt" | "retentionMs"> {
  /** When to begin, from now. Defaults to 0. */
  readonly delay?: Duration | undefined;
  /** When to begin; a time that has passed means at once. Excludes `delay`. */
  readonly runAt?: Date | EpochMs | undefined;
  /** How long the run is kept after its end, with its jobs and results. Defaults to 7 days. */
  readonly retention?: Duration | undefined;
}

const OPTIONS: FieldNames<RunOptions> = {
  version: true,
  input: true,
  idKey: true,
  routeKey: true,
  delay: true,
  runAt: true,
  metadata: true,
  retention: true,
};

/** How a link asks, for callers of a client. */
export interface SignalLinkOptions extends Omit<SignalLinkRequest, "expiresInMs"> {
  /** For how long it can be used, in milliseconds or as `"30m"`: 1 s to 366 days. Defaults to 7 days. */
  readonly expiresIn?: Duration | undefined;
}

const LINK_OPTIONS: FieldNames<SignalLinkOptions> = { text: true, answers: true, expiresIn: true };

/** @throws MillraceError `INVALID_ARGUMENT` for what is no option or no length. */
export function toSignalLink(options: SignalLinkOptions): SignalLinkRequest {
  const check = new FieldCheck();
  check.only(options, LINK_OPTIONS, "a link");
  check.throwIfInvalid("cannot make a link");
  const { expiresIn, ...rest } = options;
  const expiresInMs = lengthMs(check, "expiresIn", expiresIn);
  check.throwIfInvalid("cannot make a link");
  return present<SignalLinkRequest>({ ...rest, expiresInMs });
}

/** @throws MillraceError `INVALID_ARGUMENT` for what is no option, no time or no length. */
export function toStartRun(options: RunOptions): StartRunOptions {
  const check = new FieldCheck();
  check.only(options, OPTIONS, "a run to start");
  check.throwIfInvalid("cannot start a run");
  const { delay, runAt, retention, ...rest } = options;
  const start = present<StartRunOptions>({
    ...rest,
    delayMs: lengthMs(check, "delay", delay),
    runAt: timeMs(check, "runAt", runAt),
    retentionMs: lengthMs(check, "retention", retention),
  });
  check.throwIfInvalid("cannot start a run");
  return start;
}
