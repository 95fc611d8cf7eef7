import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process that runs `store-program.ts`; see there for its modes. */
export class StoreProcess implements AsyncDisposable {
  /** What it has said, line by line. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown[]>;
  /** What it has written to its standard error. */
  errors = "";
  #rest = "";
  #onLine: () => void = () => {};

  constructor(mode: "holds" | "leaves" | "waits" | "works", url: string) {
    const program = fileURLToPath(new URL("./store-program.ts", import.meta.url));
    this.#child = spawn(process.execPath, ["--conditions=@millrace/source", program, mode, url], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#closed = once(this.#child, "close");
    this.#child.stdout?.on("data", (text: Buffer) => this.#take(text.toString()));
    this.#child.stderr?.on("data", (text: Buffer) => {
      this.errors += text;
    });
  }

  /** Resolves when it has said `count` lines, all told. */
  async untilLines(count: number): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      this.#onLine = () => {
        if (this.lines.length >= count) resolve();
      };
      this.#onLine();
    });
    const ended = this.#closed.then(() => {
      throw new Error(`the process ended after ${this.lines.length} lines: ${this.errors}`);
    });
    await Promise.race([enough, ended]);
  }

  /** Kills it, and resolves when everything that it said was read. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }

  /** Resolves with its exit code when it ends by itself. */
  async exit(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    this.lines.push(...lines);
    this.#onLine();
  }
}
