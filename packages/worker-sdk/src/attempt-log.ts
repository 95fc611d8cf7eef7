import { BOUNDS, MAX_LOG_LINES } from "@millrace/core";
import { cut } from "./error-text.ts";

/** What stands for the rest of a line that is too long. */
const CUT_MARK = "\u2026";

/** The lines that a handler has logged and that are not stored yet; the oldest make room for newer ones. */
export class AttemptLog {
  #lines: string[] = [];

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Adds each line of a text, cut to what the log of a job takes. */
  add(text: string): void {
    for (const line of text.split("\n")) this.#lines.push(shortened(line));
    this.#lines.splice(0, this.#lines.length - MAX_LOG_LINES);
  }

  /** What is to be stored now. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}

function shortened(line: string): string {
  const whole = cut(line, BOUNDS.logLineBytes);
  if (whole.length === line.length) return whole;
  return cut(line, BOUNDS.logLineBytes - MARK_BYTES) + CUT_MARK;
}

const MARK_BYTES = 3;
