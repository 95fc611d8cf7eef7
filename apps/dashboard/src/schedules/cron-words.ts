import { formatDuration, type ScheduleSpec } from "@millrace/core";
import cronstrue from "cronstrue";

/** No sensible pattern is as long; what people paste may be. */
const MAX_PATTERN = 256;
const ZONE = /^\s*(?:CRON_TZ|TZ)=\S+\s+/;
const EVERY = /^@every\s+/i;

/** When a schedule fires, in a sentence; undefined where there are no words for one of its patterns. */
export function timesInWords({ cron = [], every = [] }: ScheduleSpec): string | undefined {
  const words = [
    ...cron.map(patternInWords),
    ...every.map(({ intervalMs }) => `every ${formatDuration(intervalMs)}`),
  ];
  return words.includes(undefined) ? undefined : words.join("; ");
}

function patternInWords(pattern: string): string | undefined {
  const text = pattern.replace(ZONE, "").trim();
  if (EVERY.test(text)) return text.replace(EVERY, "every ");
  // "+5" has a day of the month and one of the week both hold, which is croner's alone.
  if (text.length > MAX_PATTERN || text.includes("+")) return undefined;
  try {
    const words = cronstrue.toString(text, { use24HourTimeFormat: true });
    return words.charAt(0).toLowerCase() + words.slice(1);
  } catch {
    return undefined;
  }
}
