import { spawn } from "node:child_process";

/** What one gate found. */
export interface GateResult {
  readonly ok: boolean;
  /** What to show when it failed. */
  readonly output: string;
}

/** A check of the repository other than a test. */
export interface Gate {
  readonly name: string;
  /** What to do when it fails. */
  readonly remedy: string;
  run(): Promise<GateResult>;
}

/** A gate that passes when each of `commands` exits with 0; it ends at the first that does not. */
export function commandGate(
  name: string,
  remedy: string,
  ...commands: readonly (readonly string[])[]
): Gate {
  return {
    name,
    remedy,
    async run() {
      for (const [program = "", ...args] of commands) {
        const result = await runQuietly(program, args);
        if (!result.ok) return result;
      }
      return { ok: true, output: "" };
    },
  };
}

/** A gate that passes when `findProblems` finds none. */
export function problemGate(
  name: string,
  remedy: string,
  findProblems: () => readonly string[] | Promise<readonly string[]>,
): Gate {
  return {
    name,
    remedy,
    async run() {
      const problems = await findProblems();
      return { ok: problems.length === 0, output: problems.map((line) => `${line}\n`).join("") };
    },
  };
}

/** Runs `gate`, says how it went and how long it took, and returns whether it passed. */
export async function passGate(gate: Gate, say: (text: string) => void): Promise<boolean> {
  const started = performance.now();
  const { ok, output } = await gate.run().catch((error: unknown) => ({
    ok: false,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${ok ? "✓" : "✗"} ${gate.name} (${seconds} s)`);
  if (!ok) say(`${indent(output)}\n  what to do: ${gate.remedy}`);
  return ok;
}

function runQuietly(program: string, args: readonly string[]): Promise<GateResult> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => {
      resolve({ ok: false, output: `${output}${program} cannot run: ${error.message}\n` });
    });
    child.on("close", (code, signal) => {
      const end = signal === null ? "" : `${program} was ended by ${signal}\n`;
      resolve({ ok: code === 0, output: output + end });
    });
  });
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, "  ");
}
