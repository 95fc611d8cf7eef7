import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** Those that run; they are killed with this process. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A program in a process of its own, which can be killed and frozen. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  #rest = "";
  #errors = "";
  #failure: string | undefined;

  /** Starts `command`; `onLine` hears each line that it prints. */
  constructor(command: string, args: readonly string[], onLine: (line: string) => void = () => {}) {
    this.#child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    running.add(this.#child);
    this.#closed = new Promise((resolve) => {
      this.#child.once("close", resolve);
      // One that could not be started has nothing to close.
      this.#child.once("error", (error) => {
        if (this.#child.pid === undefined) resolve(undefined);
        this.#failure = `${command} does not run: ${error.message}`;
      });
    }).then(() => running.delete(this.#child));
    this.#child.stdout.on("data", (chunk) => {
      const lines = `${this.#rest}${chunk}`.split("\n");
      this.#rest = lines.pop() as string;
      for (const line of lines) onLine(line);
    });
    this.#child.stderr.on("data", (chunk) => {
      this.#errors += chunk;
    });
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it has printed to its standard error, or why it could not be started. */
  get errors(): string {
    return this.#failure ?? this.#errors;
  }

  get hasEnded(): boolean {
    return (
      this.#failure !== undefined ||
      this.#child.exitCode !== null ||
      this.#child.signalCode !== null
    );
  }

  /** Ends it: SIGTERM lets it tidy up, SIGKILL does not. Resolves when all it said is here. */
  async end(signal: "SIGTERM" | "SIGQUIT" | "SIGKILL"): Promise<void> {
    this.#child.kill(signal);
    await this.#closed;
  }

  /** Its connections stay open, and nothing answers. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}
