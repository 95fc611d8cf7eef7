import { relative } from "node:path";
import fc, { type RunDetails } from "fast-check";
import { describe, expect, test } from "vitest";
import { compareStores, type StoresToCompare } from "./compare-stores.ts";
import type { Operation } from "./operation.ts";
import { operationSequences } from "./operation-arbitrary.ts";

/** Which sequences to try. */
export interface ModelRuns {
  /** Defaults to 100. */
  readonly runs?: number;
  /** The same seed makes the same sequences. Defaults to 1. */
  readonly seed?: number;
  /** Leads to one sequence of a seed; from the message of a failure. Defaults to all of them. */
  readonly path?: string;
}

/**
 * Compares a store with a model, another store that is known to do right: plays random sequences of
 * calls on both, and compares every answer and the state after it.
 *
 * `MILLRACE_RUNS`, `MILLRACE_SEED` and `MILLRACE_PATH` in the environment override `runs`.
 */
export function modelSuite(name: string, stores: StoresToCompare, runs: ModelRuns = {}): void {
  describe(`${name} does as its model`, () => {
    const wanted = { ...runs, ...runsFromEnv(process.env) };
    test("in random sequences of calls", { timeout: 0 }, async () => {
      const difference = await findDifference(stores, wanted);
      if (difference === undefined) return;
      const file = relative(process.cwd(), expect.getState().testPath ?? "");
      throw new Error(report(name, file, difference), { cause: difference.cause });
    });
  });
}

/** A sequence after which a store is not as its model, shortened as far as it goes. */
export interface Difference {
  readonly operations: readonly Operation[];
  /** The assertion that failed. */
  readonly cause: unknown;
  readonly seed: number;
  readonly path: string;
}

/** Looks for a sequence that tells a store from its model. */
export async function findDifference(
  stores: StoresToCompare,
  { runs = 100, seed = 1, path }: ModelRuns = {},
): Promise<Difference | undefined> {
  /** How many operations of a sequence were played. */
  const played = new WeakMap<readonly Operation[], number>();
  const property = fc.asyncProperty(operationSequences(stores.time), (operations) =>
    compareStores(operations, stores, (count) => played.set(operations, count)),
  );
  const details: RunDetails<[Operation[]]> = await fc.check(property, {
    numRuns: runs,
    seed,
    ...(path === undefined ? undefined : { path, endOnFailure: true }),
  });
  if (!details.failed) return undefined;
  const { counterexample, counterexamplePath, errorInstance } = details;
  const operations = counterexample?.[0] ?? [];
  return {
    // What would have come after the difference has no part in it.
    operations: operations.slice(0, played.get(operations)),
    cause: errorInstance,
    seed: details.seed,
    path: counterexamplePath ?? "",
  };
}

function runsFromEnv(env: Readonly<Record<string, string | undefined>>): ModelRuns {
  const { MILLRACE_RUNS: runs, MILLRACE_SEED: seed, MILLRACE_PATH: path } = env;
  return {
    ...(runs && { runs: Number(runs) }),
    ...(seed && { seed: Number(seed) }),
    ...(path && { path }),
  };
}

function report(name: string, file: string, { operations, cause, seed, path }: Difference): string {
  return [
    `${name} differs from its model after`,
    ...operations.map((operation, i) => `  ${i + 1}. ${JSON.stringify(operation)}`),
    cause instanceof Error ? cause.message : String(cause),
    "Replay it:",
    `  MILLRACE_SEED=${seed} MILLRACE_PATH=${path} vitest run ${file}`,
  ].join("\n");
}
