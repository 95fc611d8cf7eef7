import type { Logger } from "@millrace/core";
import type { Worker } from "../worker.ts";
import type { WorkerEvents } from "../worker-events.ts";

/** A logger that keeps what it is told. */
export class NotingLogger implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly details: object }[] =
    [];

  info(details: object, message: string): void {
    this.lines.push({ level: "info", message, details });
  }

  warn(details: object, message: string): void {
    this.lines.push({ level: "warn", message, details });
  }

  error(details: object, message: string): void {
    this.lines.push({ level: "error", message, details });
  }

  /** The messages of one level. */
  at(level: "info" | "warn" | "error"): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }
}

const EVENTS = [
  "started",
  "completed",
  "failed",
  "snoozed",
  "throttled",
  "released",
  "leaseLost",
  "late",
  "sourceError",
  "stopped",
] as const satisfies (keyof WorkerEvents)[];

/** The names of the worker's events, as they come. */
export function noteEvents(worker: Worker): string[] {
  const names: string[] = [];
  for (const name of EVENTS) worker.on(name, () => names.push(name));
  return names;
}
