import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summaryLine, type Tally } from "./tally.ts";
import type { TestReport } from "./tally-reporter.ts";

/** What a run of the tests came to. */
export interface TestOutcome {
  readonly tally: Tally;
  /** How the stores keep their contract, what is wrong besides failed tests, what was skipped and why. */
  readonly notes: readonly string[];
}

/**
 * Runs every test, showing vitest's own progress. `env` is added to the environment; an abort of
 * `signal` ends the run.
 */
export async function runTests(
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TestOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-tests-"));
  try {
    const file = join(folder, "report.json");
    const exitCode = await run([join(import.meta.dirname, "run-vitest.ts"), file], env, signal);
    return judge(readReport(file), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Counts what `report` says. What is wrong with the run as a whole is a failure too: no report, no
 * test at all, a file or a hook that broke, an exit code that nothing else explains.
 */
export function judge(report: TestReport | undefined, exitCode: number | null): TestOutcome {
  const faults = [...(report?.faults ?? [])];
  const passed = report?.passed ?? 0;
  const failed = report?.failed ?? 0;
  if (report === undefined) faults.push(`vitest ended (exit code ${exitCode}) without a report`);
  else if (passed + failed === 0) faults.push("vitest ran no tests");
  else if (exitCode !== 0 && failed + faults.length === 0) {
    faults.push(`vitest ended with exit code ${exitCode}, though no test failed`);
  }
  const skips = (report?.skipped ?? []).map((skip) => `skipped: ${skip}`);
  return {
    tally: { passed, failed: failed + faults.length, skipped: skips.length },
    notes: [...contractLines(report?.contracts ?? {}), ...faults, ...skips],
  };
}

function contractLines(contracts: TestReport["contracts"]): string[] {
  const names = Object.keys(contracts).sort();
  return names.map((name) => `${name}: ${summaryLine(contracts[name] as Tally)}`);
}

function readReport(file: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as TestReport;
  } catch {
    return undefined;
  }
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: "inherit",
      env: { ...process.env, ...env },
      signal,
    });
    // After an abort both events come; the first one settles.
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
}
