import { Command, InvalidArgumentError } from "commander";
import { FiringSimulation } from "./firing-simulation.ts";
import { RunSimulation } from "./run-simulation.ts";
import { scheduleOf } from "./schedule.ts";
import { Simulation } from "./simulation.ts";

interface Options {
  readonly runs: number;
  readonly firingDays?: number;
  readonly workflows: boolean;
  readonly seed: number;
  readonly trace: boolean;
}

/**
 * Runs schedules, and prints the trace of the first one that breaks a promise.
 *
 * @returns the exit code: 1 when there was one.
 */
export async function simulateCommand(args: readonly string[]): Promise<number> {
  const { runs, seed, trace, ...kind } = new Command("pnpm simulate")
    .description(
      "Runs workers over a store in virtual time while calls are lost, workers crash and clocks jump. Each seed is one schedule, the same every time.",
    )
    .option(
      "--runs <count>",
      "how many schedules to run, of consecutive seeds",
      wholeNumber,
      10_000,
    )
    .option("--seed <seed>", "the first seed", wholeNumber, 1)
    .option(
      "--firing-days <count>",
      "have cron schedules fire for so many days a run, in place of workers",
      wholeNumber,
    )
    .option("--workflows", "have runs of random workflows go on, in place of jobs", false)
    .option("--trace", "print what happens", false)
    .parse(args, { from: "user" })
    .opts<Options>();
  const started = performance.now();
  for (let run = 0; run < runs; run++) {
    const failure = await failureOf(seed + run, { ...kind, trace });
    if (failure === undefined) continue;
    console.log(failure);
    return 1;
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${runs} schedules from seed ${seed} kept every promise, in ${seconds} s`);
  return 0;
}

/** What to print when the schedule of `seed` breaks a promise. */
async function failureOf(
  seed: number,
  { firingDays, workflows, trace: showTrace }: Omit<Options, "runs" | "seed">,
): Promise<string | undefined> {
  const { trace, violations } = workflows
    ? await new RunSimulation(seed).run()
    : firingDays === undefined
      ? await (await Simulation.open(scheduleOf(seed))).run()
      : await new FiringSimulation(seed, firingDays).run();
  if (showTrace) console.log(trace.join("\n"));
  return violations.length === 0 ? undefined : describeFailure(seed, { trace, violations });
}

/** A run that broke a promise: what is wrong, what happened, and how to see it again. */
export function describeFailure(
  seed: number,
  {
    trace,
    violations,
  }: { readonly trace: readonly string[]; readonly violations: readonly string[] },
): string {
  return [
    ...trace,
    "",
    `The schedule of seed ${seed} breaks ${violations.length === 1 ? "a promise" : "promises"}:`,
    ...violations.map((violation) => `  ${violation}`),
    "Replay it:",
    `  pnpm simulate --runs 1 --seed ${seed}`,
  ].join("\n");
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError("It must be a whole number.");
}
