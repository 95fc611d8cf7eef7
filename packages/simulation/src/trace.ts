import type { Timeline } from "./timeline.ts";

/** What happened in a run, a line each, and what of that must not happen. */
export class Trace {
  readonly lines: string[] = [];
  readonly violations: string[] = [];
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  note(text: string): void {
    this.lines.push(`${this.#timeline.elapsedMs.toFixed(0).padStart(8)} ms  ${text}`);
  }

  /** Something that must never happen has happened. */
  violation(text: string): void {
    this.note(`!!! ${text}`);
    this.violations.push(text);
  }
}
