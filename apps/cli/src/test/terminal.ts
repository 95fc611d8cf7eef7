import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, "../main.ts");

/** Why there is no terminal to test in; undefined where there is one. */
export const NO_TMUX: string | undefined =
  spawnSync("tmux", ["-V"]).status === 0 ? undefined : "tmux is not on the PATH";

/** A shell in a real terminal, of tmux, that finds `millrace` on its PATH. */
export class Terminal implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-terminal-"));
  readonly #socket = join(this.#folder, "socket");

  constructor(env: Readonly<Record<string, string>>, columns = 110, rows = 30) {
    const program = join(this.#folder, "millrace");
    const command = `exec "${process.execPath}" --conditions=@millrace/source "${MAIN}" "$@"`;
    writeFileSync(program, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    const size = ["-x", String(columns), "-y", String(rows)];
    execFileSync(
      "tmux",
      ["-S", this.#socket, "-f", "/dev/null", "new-session", "-d", ...size, "sh"],
      {
        env: { PATH: `${this.#folder}:${process.env["PATH"]}`, PS1: "$ ", LANG: "C.UTF-8", ...env },
      },
    );
  }

  /** What the screen shows. */
  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).stdout;
  }

  /** Types a line, and enter. */
  async enter(line: string): Promise<void> {
    await this.#tmux("send-keys", "-l", line);
    await this.press("Enter");
  }

  /** Presses keys, by the names that tmux has for them. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  [Symbol.dispose](): void {
    spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...args: string[]) {
    return run("tmux", ["-S", this.#socket, ...args]);
  }
}
