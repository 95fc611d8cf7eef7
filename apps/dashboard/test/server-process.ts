import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A server in a process of its own, which ends without a word when it is killed. */
export class ServerProcess {
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  /** @param args those of `served.ts`. */
  constructor(args: readonly string[]) {
    this.#args = args;
  }

  async start(): Promise<void> {
    this.#child = fork(join(import.meta.dirname, "served.ts"), this.#args, {
      execArgv: ["--conditions=@millrace/source"],
      stdio: "inherit",
    });
    await once(this.#child, "message");
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
}
