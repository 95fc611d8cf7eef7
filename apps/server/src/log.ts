import { systemClock, within } from "@millrace/core";
import { pino } from "pino";
import type { Configuration } from "./settings.ts";

/** The program's log, on standard output. */
export async function createLog(
  { logLevel, logFormat }: Pick<Configuration, "logLevel" | "logFormat">,
  isTerminal: boolean,
): Promise<pino.Logger> {
  const options: pino.LoggerOptions = { level: logLevel, base: null };
  const pretty = logFormat === "pretty" || (logFormat === "auto" && isTerminal);
  // Of a length from which on lines are written, since without one a flush waits for nothing.
  if (!pretty) return pino(options, pino.destination({ sync: false, minLength: 1 }));
  const { default: prettyStream } = await import("pino-pretty");
  return pino(options, prettyStream({ colorize: isTerminal, sync: true }));
}

/** How long the last lines may take to be written: a reader that takes none holds nothing up for good. */
const FLUSH_MS = 1_000;

/**
 * Resolves when what was logged is written, or its reader is gone. The process must not end before: it
 * would write what is left by itself then, and never end where nobody reads it.
 */
export async function flushLog(log: pino.Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  log.flush(() => resolve());
  await within(systemClock, FLUSH_MS, promise);
}
