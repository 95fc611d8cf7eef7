import type { Readable, Writable } from "node:stream";
import { CliError } from "./cli-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";

/** What people are told and asked besides the data: all of it on the standard error. */
export class Messages {
  readonly #io: Io;
  readonly #global: GlobalOptions;
  /** The line of progress that stands on the terminal, to be overwritten. */
  #progress = "";

  constructor(io: Io, global: GlobalOptions) {
    this.#io = io;
    this.#global = global;
  }

  /** Tells something that is good to know. */
  note(text: string): void {
    if (this.#global.quiet) return;
    this.endProgress();
    this.#io.stderr.write(`${text}\n`);
  }

  /** Tells how far it is: on a terminal in one line, which the next one replaces. */
  progress(text: string): void {
    if (this.#global.quiet || text === this.#progress) return;
    this.#io.stderr.write(this.#io.stderr.isTTY === true ? `\r\u001b[K${text}` : `${text}\n`);
    this.#progress = text;
  }

  /** Leaves the line of progress as it stands. */
  endProgress(): void {
    if (this.#progress !== "" && this.#io.stderr.isTTY === true) this.#io.stderr.write("\n");
    this.#progress = "";
  }

  /**
   * Asks whether to go on.
   *
   * @param what would be done, for example "delete 3 jobs".
   * @throws CliError when the answer is no, or nobody can be asked.
   */
  async confirm(what: string): Promise<void> {
    const { stdin, stderr } = this.#io;
    if (this.#global.yes) return;
    // `--no-input` says that there is none.
    const canAsk = this.#global.input && stdin.isTTY === true && stderr.isTTY === true;
    if (!canAsk) {
      throw new CliError(`this would ${what}, and nobody can be asked whether to`, {
        exit: "usage",
        code: "NOT_CONFIRMED",
        remedy: "say --yes to do it, or --dry-run to see what it would do where there is one",
      });
    }
    this.endProgress();
    if (!(await ask(`${what[0]?.toUpperCase()}${what.slice(1)}?`, stdin, stderr))) {
      throw new CliError("nothing was done", { exit: "usage", code: "NOT_CONFIRMED" });
    }
  }
}

async function ask(message: string, input: Readable, output: Writable): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  return (await confirm({ message, initialValue: false, input, output })) === true;
}
