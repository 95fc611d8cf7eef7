import { Readable, Writable } from "node:stream";
import { run } from "../run.ts";

/** What a command line has left. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** The columns of the terminal that both outputs are; without them, they are pipes. */
  readonly terminal?: number;
  readonly signal?: AbortSignal;
  /** Called with each text as it comes to the standard output. */
  onStdout?(text: string): void;
}

/** Runs a command line within this process. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { stdin = "", terminal, signal = new AbortController().signal } = options;
  const [stdout, stderr] = [new Collector(terminal, options.onStdout), new Collector(terminal)];
  const input = Object.assign(Readable.from([Buffer.from(stdin)]), {
    isTTY: terminal !== undefined,
  });
  const env = {
    PATH: process.env["PATH"],
    // Never the contexts of whoever runs the tests.
    XDG_CONFIG_HOME: "/nonexistent",
    // It would have the terminal of the tests.
    PAGER: "cat",
    ...options.env,
  };
  const code = await run(argv, { env, stdin: input, stdout, stderr, signal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Collector extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #onText: ((text: string) => void) | undefined;

  constructor(columns: number | undefined, onText?: (text: string) => void) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 0;
    this.#onText = onText;
  }

  override _write(chunk: string | Uint8Array, _encoding: string, done: () => void): void {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1");
    this.text += text;
    this.#onText?.(text);
    done();
  }
}
