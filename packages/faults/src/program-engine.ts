import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@millrace/store-conformance/until";
import type { ProcessEngine } from "./engine.ts";
import type { Program } from "./program.ts";

const PATIENCE_MS = 30_000;

/** An engine that is one program, whose data lie in a folder that is removed with it. */
export abstract class ProgramEngine implements ProcessEngine {
  readonly durability = "STORED";
  abstract readonly url: string;
  /** What it is called when it does not start. */
  protected abstract readonly what: string;
  protected readonly folder: string = mkdtempSync(join(tmpdir(), "millrace-engine-"));
  #program: Program | undefined;

  /** It has every write on disk before it acknowledges it. */
  mayHaveLost(): boolean {
    return false;
  }

  async start(): Promise<void> {
    const program = this.run();
    this.#program = program;
    await until(`${this.what} serves`, PATIENCE_MS, async () => {
      if (program.hasEnded) throw new Error(`${this.what} has ended: ${program.errors}`);
      return this.serves();
    });
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#program?.end(signal);
  }

  freeze(): void {
    this.#program?.freeze();
  }

  thaw(): void {
    this.#program?.thaw();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs the program over what the folder holds. */
  protected abstract run(): Program;

  /** Whether it answers as one that can be used. */
  protected abstract serves(): Promise<boolean>;
}
