import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { expect, vi } from "vitest";

/** Waits until `check` no longer throws. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 60_000, interval: 10 });
}

/** Runs a file of TypeScript on the sources of the packages. */
export function nodeCommand(file: string, args: readonly string[] = []): [string, ...string[]] {
  return [process.execPath, "--conditions=@millrace/source", file, ...args];
}

/** A program that runs as a process of its own, and what it has printed. */
export class Program {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #ended: Promise<unknown[]>;
  #output = "";

  constructor(
    [program, ...args]: readonly [string, ...string[]],
    env: NodeJS.ProcessEnv,
    cwd?: string,
  ) {
    this.#child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child.stdout.on("data", (chunk) => {
      this.#output += chunk;
    });
    this.#ended = once(this.#child, "close");
  }

  /** The lines that it has printed. */
  get lines(): string[] {
    return this.#output.split("\n").slice(0, -1);
  }

  /** Waits until it has printed a line that contains `text`. */
  async untilPrinted(text: string): Promise<void> {
    await until(() => expect(this.#output).toContain(text));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code, or the signal that ended it, once it has ended. */
  async ended(): Promise<unknown> {
    const [code, signal] = await this.#ended;
    return code ?? signal;
  }
}

/** One of the examples, with a server over a memory store for its programs. */
export class Example implements AsyncDisposable {
  readonly store = new MemoryStore();
  readonly #server: MillraceServer;
  readonly #folder: string;
  readonly #programs: Program[] = [];
  #url = "";

  private constructor(name: string, corsOrigins: readonly string[]) {
    this.#server = new MillraceServer(this.store, { version: "0.0.0-test", corsOrigins });
    this.#folder = join(import.meta.dirname, "..", name);
  }

  /** Pages of `corsOrigins` may call the server. */
  static async open(name: string, corsOrigins: readonly string[] = []): Promise<Example> {
    const example = new Example(name, corsOrigins);
    const { port } = await example.#server.start(0, "127.0.0.1");
    example.#url = `http://127.0.0.1:${port}`;
    return example;
  }

  /** The server's address. */
  get url(): string {
    return this.#url;
  }

  /** Starts one of its programs. */
  start(file: string, ...args: string[]): Program {
    const path = join(this.#folder, file);
    return this.startCommand(nodeCommand(path, args));
  }

  /** Starts a program in another language, in the folder of the example. */
  startCommand(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): Program {
    const program = new Program(command, { MILLRACE_URL: this.#url, ...env }, this.#folder);
    this.#programs.push(program);
    return program;
  }

  /** Runs one of its programs to the end, which must be a good one; returns the lines it printed. */
  async run(file: string, ...args: string[]): Promise<string[]> {
    const program = this.start(file, ...args);
    expect(await program.ended()).toBe(0);
    return program.lines;
  }

  /** Enqueues a job, with a text for its payload; returns its id. */
  async enqueue(type: string, text = ""): Promise<string> {
    const payload = new TextEncoder().encode(text);
    const backoff = { initialMs: 50, jitter: 0 };
    const [result] = await this.store.enqueue([{ type, payload, backoff }]);
    if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
    return result.job.id;
  }

  /** Waits until the job is over, and returns it with its result as text. */
  async outcome(id: string) {
    for await (const { job } of this.store.watch({ id })) {
      if (job.finishedAt === undefined) continue;
      const { status, attempt, errors, result } = job;
      return { status, attempt, errors, result: new TextDecoder().decode(result) };
    }
    throw new Error(`job ${id} is not over`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) program.signal("SIGKILL");
    await Promise.all(this.#programs.map((program) => program.ended()));
    await this.#server.stop(0);
    await this.store.close();
  }
}
