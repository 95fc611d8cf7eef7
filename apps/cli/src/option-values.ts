import {
  type Duration,
  durationMs,
  type EpochMs,
  MillraceError,
  systemClock,
} from "@millrace/core";
import { usageError } from "./cli-error.ts";
import type {
  OptionSpec,
  OptionSpecs,
  OptionsOf,
  OptionValues,
  RawOptions,
} from "./command-spec.ts";

/**
 * The values of the options that were given.
 *
 * @throws CliError when one has not the form of its kind.
 */
export function readOptions<Specs extends OptionSpecs>(
  specs: Specs,
  raw: RawOptions,
): OptionsOf<Specs> {
  const values = Object.entries(specs).map(([name, spec]) => {
    const given = raw[name];
    if (given === undefined) return [name, spec.kind === "flag" ? false : undefined];
    return [name, readValue(spec, given)];
  });
  return Object.fromEntries(values) as OptionsOf<Specs>;
}

/** The value of one option. */
export function readValue({ kind, flags }: OptionSpec, given: unknown): unknown {
  const field = /--[a-z0-9-]+/.exec(flags)?.[0] ?? flags;
  return READERS[kind](given as never, field);
}

type Reader<Value> = (given: never, field: string) => Value;

const READERS: { readonly [Kind in keyof OptionValues]: Reader<OptionValues[Kind]> } = {
  flag: (given: boolean) => given,
  text: (given: string) => given,
  choice: (given: string) => given,
  texts: (given: readonly string[]) => given.flatMap((text) => text.split(",")),
  count: readCount,
  duration: readDuration,
  time: readTime,
  ago: (given: string, field) => {
    const isLength = LENGTH.test(given);
    return isLength
      ? systemClock.now() - durationMs(readDuration(given, field))
      : readTime(given, field, ", or how long ago, such as 1h");
  },
  labels: readLabels,
};

const LENGTH = /^\d+(\.\d+)?(ms|s|m|h|d)$/;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

function readCount(given: string, field: string): number {
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw usageError(`${field} must be a whole number, but is ${given}`, undefined, field);
}

function readDuration(given: string, field: string): Duration {
  try {
    durationMs(given as Duration);
    return given as Duration;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const rule = "must be a number with one of the units ms, s, m, h, d, such as 30s";
    throw usageError(`${field} ${rule}, but is ${given}`, undefined, field);
  }
}

function readTime(given: string, field: string, or = ""): EpochMs {
  const time = ISO.test(given) ? Date.parse(given) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  const rule = `must be a time in ISO 8601, such as 2030-01-31T09:00:00Z${or}`;
  throw usageError(`${field} ${rule}, but is ${given}`, undefined, field);
}

function readLabels(given: readonly string[], field: string): Readonly<Record<string, string>> {
  const entries = given.map((text) => {
    const split = text.indexOf("=");
    if (split > 0) return [text.slice(0, split), text.slice(split + 1)] as const;
    throw usageError(`${field} must be KEY=VALUE, but is ${text}`, undefined, field);
  });
  return Object.fromEntries(entries);
}
