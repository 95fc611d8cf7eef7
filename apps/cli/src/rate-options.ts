import { durationMs, type Rate } from "@millrace/core";
import { usageError } from "./cli-error.ts";
import { readValue } from "./option-values.ts";

/** The options that tell a rate, as they are spelt. */
export interface RateFlags {
  readonly rate: string;
  readonly burst: string;
}

/**
 * The rate that options tell: in place of the one that was, or that with another burst.
 *
 * @throws CliError when it is none, or a burst has no rate.
 */
export function readRateOptions(
  text: string | undefined,
  burst: number | undefined,
  before: Rate | undefined,
  flags: RateFlags,
): Rate | undefined {
  const rate = text === undefined ? before : readRate(text, flags.rate);
  if (burst === undefined) return rate;
  if (rate !== undefined) return { ...rate, burst };
  throw usageError(`${flags.burst} is part of a rate`, `give ${flags.rate}, too`);
}

/** A number of starts, and a length of time, such as `100/1m`. */
function readRate(text: string, flags: string): Rate {
  const [limit = "", period = "", ...more] = text.split("/");
  if (more.length > 0 || period === "" || limit === "") {
    throw usageError(`${flags} must be NUMBER/PERIOD, such as 100/1m, but is ${text}`);
  }
  const periodMs = durationMs(readValue({ kind: "duration", flags, help: "" }, period) as never);
  return { limit: readValue({ kind: "count", flags, help: "" }, limit) as number, periodMs };
}
