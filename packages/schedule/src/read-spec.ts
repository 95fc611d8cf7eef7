import {
  BOUNDS,
  closestName,
  type FieldCheck,
  type ScheduleInterval,
  type ScheduleSpec,
  shown,
} from "@millrace/core";
import { CronPattern } from "./cron-pattern.ts";
import { type Zone, zoneOf } from "./zone.ts";

/** What a spec means, its patterns read. */
export interface ReadSpec {
  readonly zone: Zone;
  /** With their places in the spec, where `@every` is no pattern. */
  readonly patterns: readonly { readonly place: number; readonly pattern: CronPattern }[];
  readonly every: readonly ScheduleInterval[];
  readonly exceptions: readonly CronPattern[];
}

const ZONE_BEFORE = /^\s*(?:CRON_TZ|TZ)=(\S+)\s+/;
const EVERY = /^\s*@every\s+(\S+)\s*$/i;
const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Reads what `spec` means; what cannot be read is noted under `path`. */
export function readSpec(check: FieldCheck, spec: ScheduleSpec, path: string): ReadSpec {
  const { cron = [], exceptCron = [] } = spec;
  const every = [...(spec.every ?? [])];
  const patterns: { place: number; pattern: CronPattern }[] = [];
  let zoneName = spec.zone;
  cron.forEach((text, place) => {
    const field = `${path}.cron[${place}]`;
    const [before, named] = ZONE_BEFORE.exec(text) ?? [""];
    if (named !== undefined && zoneName !== undefined && zoneName !== named) {
      check.invalid(
        field,
        `names the zone ${named}, but there is ${zoneName}; make it two schedules`,
      );
    }
    zoneName ??= named;
    const rest = text.slice(before.length);
    const interval = EVERY.exec(rest)?.[1];
    if (interval !== undefined) {
      every.push({ intervalMs: readInterval(check, field, interval) });
    } else {
      const pattern = readPattern(check, field, rest);
      if (pattern !== undefined) patterns.push({ place, pattern });
    }
  });
  const exceptions = exceptCron.flatMap((text, place) => {
    const field = `${path}.exceptCron[${place}]`;
    if (text.trim().split(/\s+/).length === 5) return readPattern(check, field, text) ?? [];
    check.invalid(
      field,
      `must have five fields, as it is about whole minutes, but is ${shown(text)}`,
    );
    return [];
  });
  return { zone: readZone(check, `${path}.zone`, zoneName ?? "UTC"), patterns, every, exceptions };
}

function readPattern(check: FieldCheck, field: string, text: string): CronPattern | undefined {
  try {
    return new CronPattern(text);
  } catch (error) {
    check.invalid(field, `is no cron pattern: ${(error as Error).message}`);
    return undefined;
  }
}

/** A length as Go writes it, such as `1h30m`, which is what those who know `@every` write. */
function readInterval(check: FieldCheck, field: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNIT_MS[unit ?? ""] ?? 0), 0);
  const isWhole = parts.map(([part]) => part).join("") === text;
  if (isWhole && Number.isInteger(ms) && ms >= 1_000 && ms <= BOUNDS.maxDelayMs) return ms;
  const rule = "must be one second to 10 years, such as @every 5m or @every 1h30m";
  check.invalid(field, `${rule}, but is ${shown(text)}`);
  return 1_000;
}

function readZone(check: FieldCheck, field: string, name: string): Zone {
  try {
    return zoneOf(name);
  } catch {
    const meant = closestName(name, Intl.supportedValuesOf("timeZone"));
    const hint =
      meant === undefined ? "there are names such as Europe/Berlin" : `did you mean ${meant}?`;
    check.invalid(field, `is no time zone: ${shown(name)}; ${hint}`);
    return zoneOf("UTC");
  }
}
