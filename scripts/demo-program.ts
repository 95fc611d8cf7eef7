import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const END_WITH_PARENT = pathToFileURL(`${import.meta.dirname}/end-with-parent.ts`).href;

/** A program of the workspace, started by the demo; each line that it prints is marked with its name. */
export class DemoProgram {
  /** Its exit code, or null when a signal ended it, once all that it has printed is here. */
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #onLine: (line: string) => void = () => {};

  constructor(name: string, file: string, env: NodeJS.ProcessEnv) {
    const args = ["--conditions=@millrace/source", `--import=${END_WITH_PARENT}`, file];
    this.#child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // Out of the reach of a terminal's Ctrl-C: the demo ends its programs in good order.
      detached: process.platform !== "win32",
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface(stream).on("line", (line) => {
        console.log(`${name.padEnd(6)} | ${line}`);
        this.#onLine(line);
      });
    }
    this.ended = once(this.#child, "close").then(([code]) => code);
  }

  /** Resolves with the first line to come that matches `pattern`. */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      this.#onLine = (line) => {
        const match = pattern.exec(line);
        if (match !== null) resolve(match);
      };
    });
  }

  /** Asks it to end; resolves when it has. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.ended;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
