import { fileURLToPath } from "node:url";
import { Program } from "../program.ts";

const PROBE = fileURLToPath(new URL("probe-program.ts", import.meta.url));

/** What a good client saw in some time. */
export interface ProbeReport {
  readonly answers: number;
  readonly errors: readonly string[];
  readonly medianMs: number;
  readonly longestMs: number;
}

/** A good client that keeps calling the server at `url`. */
export class Probe implements AsyncDisposable {
  readonly #program: Program;
  #waits: number[] = [];
  #errors: string[] = [];

  constructor(url: string) {
    const args = ["--conditions=@millrace/source", PROBE, url];
    this.#program = new Program(process.execPath, args, (line) => {
      const ms = Number(line);
      if (Number.isNaN(ms)) this.#errors.push(line);
      else this.#waits.push(ms);
    });
  }

  /** How many calls it has had answered since the last report. */
  get answers(): number {
    return this.#waits.length;
  }

  /** What it saw since the last report. */
  report(): ProbeReport {
    const waits = this.#waits.sort((a, b) => a - b);
    const errors = this.#errors;
    this.#waits = [];
    this.#errors = [];
    const medianMs = waits[Math.floor(waits.length / 2)] ?? 0;
    return { answers: waits.length, errors, medianMs, longestMs: waits.at(-1) ?? 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
