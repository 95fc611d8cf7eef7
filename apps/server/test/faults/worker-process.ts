import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { expect, vi } from "vitest";

const PROGRAM = join(import.meta.dirname, "worker-program.ts");
const PATIENCE_MS = 20_000;

/** A worker in a process of its own, and what it has said. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #ended: Promise<unknown>;
  #output = "";

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, ["--conditions=@millrace/source", PROGRAM, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child.stdout.on("data", (chunk) => {
      this.#output += chunk;
    });
    this.#ended = once(this.#child, "close");
  }

  /** The ids, or for "started" the worker's name, that it has named with `event`. */
  said(event: "started" | "begun" | "completed" | "leaseLost" | "late"): string[] {
    const lines = this.#output.split("\n").slice(0, -1);
    return lines.flatMap((line) =>
      line.startsWith(`${event} `) ? [line.slice(event.length + 1)] : [],
    );
  }

  /** Waits until it has said `event` so often. */
  async untilSaid(event: Parameters<WorkerProcess["said"]>[0], count = 1): Promise<void> {
    await vi.waitFor(() => expect(this.said(event).length).toBeGreaterThanOrEqual(count), {
      timeout: PATIENCE_MS,
      interval: 5,
    });
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(signal);
  }

  /** Kills it as a crash would; resolves when it is gone and all it said is here. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
