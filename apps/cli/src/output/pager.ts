import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Writable } from "node:stream";
import type { Io } from "../io.ts";

const DEFAULT = "less";
/** Ends where all fits on the screen, shows colours, and leaves what was shown. */
const LESS = "FRX";

/** A program that shows data screen by screen, as less does. */
export class Pager {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(command: string, env: Io["env"]) {
    this.#process = spawn(command, {
      shell: true,
      stdio: ["pipe", "inherit", "inherit"],
      env: { LESS, ...env },
    });
    this.#ended = once(this.#process, "close");
  }

  /** By MILLRACE_PAGER or PAGER, else less if there is one; none where the output is no terminal. */
  static open({ stdout, env }: Pick<Io, "stdout" | "env">): Pager | undefined {
    if (stdout.isTTY !== true || env["TERM"] === "dumb") return undefined;
    const command = env["MILLRACE_PAGER"] ?? env["PAGER"] ?? (hasLess(env) ? DEFAULT : "");
    return command === "" || command === "cat" ? undefined : new Pager(command, env);
  }

  get input(): Writable {
    return this.#process.stdin as Writable;
  }

  /** Resolves when whoever reads has seen enough. */
  async end(): Promise<void> {
    this.input.end();
    await this.#ended;
  }
}

function hasLess(env: Io["env"]): boolean {
  return (env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, DEFAULT), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
