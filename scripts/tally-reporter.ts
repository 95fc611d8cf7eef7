import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node";
import type { Tally } from "./tally.ts";

/** What one run of vitest came to. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  /** The tests that did not run, each with its reason when it has one. */
  readonly skipped: readonly string[];
  /** What went wrong outside of any test: files, suites and hooks that broke, stray errors. */
  readonly faults: readonly string[];
  /** What the suites of the stores' contract came to, by their names. */
  readonly contracts: Readonly<Record<string, Tally>>;
}

/** Writes the {@link TestReport} of a run as JSON into a file. */
export class TallyReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], strayErrors: readonly SerializedError[]): void {
    writeFileSync(this.#file, JSON.stringify(reportOf(modules, strayErrors)));
  }
}

function reportOf(
  modules: readonly TestModule[],
  strayErrors: readonly SerializedError[],
): TestReport {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  const unfinished = inState("pending").map((test) => `never finished: ${nameOf(test)}`);
  return {
    passed: inState("passed").length,
    failed: inState("failed").length,
    skipped: inState("skipped").map(describeSkip),
    faults: [
      ...modules.flatMap(faultsOf),
      ...unfinished,
      ...strayErrors.map(({ message }) => `error outside of a test: ${message}`),
    ],
    contracts: contractsOf(modules),
  };
}

/** The names that store-conformance gives to its suites. */
const CONTRACT = / keeps the contract of a (store|job source)$/;

function contractsOf(modules: readonly TestModule[]): Record<string, Tally> {
  const suites = modules.flatMap((module) => [...module.children.allSuites()]);
  const contracts = suites.filter(({ name }) => CONTRACT.test(name));
  return Object.fromEntries(contracts.map((suite) => [suite.name, tallyOf(suite)]));
}

function tallyOf(suite: TestSuite): Tally {
  const count = (state: string) =>
    [...suite.children.allTests()].filter((test) => test.result().state === state).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

function faultsOf(module: TestModule): string[] {
  const name = module.relativeModuleId;
  const errors = [module, ...module.children.allSuites()].flatMap((part) => part.errors());
  const faults = errors.map(({ message }) => `broken outside of its tests: ${name}: ${message}`);
  const ended = ["passed", "failed", "skipped"].includes(module.state());
  return ended ? faults : [...faults, `never finished: ${name}`];
}

function describeSkip(test: TestCase): string {
  const result = test.result();
  const reason = result.state === "skipped" ? result.note : undefined;
  return reason === undefined ? nameOf(test) : `${nameOf(test)}: ${reason}`;
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}
