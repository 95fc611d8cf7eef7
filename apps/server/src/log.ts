import { pino } from "pino";
import type { Configuration } from "./settings.ts";

/** The program's log, on standard output. */
export async function createLog(
  { logLevel, logFormat }: Pick<Configuration, "logLevel" | "logFormat">,
  isTerminal: boolean,
): Promise<pino.Logger> {
  const options: pino.LoggerOptions = { level: logLevel, base: null };
  const pretty = logFormat === "pretty" || (logFormat === "auto" && isTerminal);
  if (!pretty) return pino(options);
  const { default: prettyStream } = await import("pino-pretty");
  return pino(options, prettyStream({ colorize: isTerminal, sync: true }));
}
