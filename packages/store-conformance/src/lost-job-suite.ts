import type { Store } from "@millrace/core";
import { Runs } from "@millrace/workflow";
import { expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";

/** What can befall the jobs of runs behind the back of their store. */
export interface JobDamage {
  /** Has a job be gone, as an eviction does. */
  lose(jobId: string): Promise<unknown>;
  /** Has a job not say any more which run it is of. */
  spoil(jobId: string): Promise<unknown>;
}

/** Runs whose jobs are lost end, and do not wait for them for ever. */
export function lostJobSuite(bench: () => Bench, damage: JobDamage): void {
  const advance = async (store: Store) => {
    const { due } = await store.runs.due(100);
    await new Runs(store).advance(due);
  };

  test("a run whose jobs are lost or spoiled fails, and one whose jobs are there goes on", async () => {
    const { store } = bench();
    const runs = new Runs(store);
    const job = { type: TYPE, max_attempts: 1 };
    const steps = { a: job, b: job, c: job, m: { ...job, map: { over: "[1, 2, 3]" } } };
    await runs.put({ name: "w", schema: 1, steps });
    const [id, other] = [(await runs.start("w")).run.id, (await runs.start("w")).run.id];
    const leases = await bench().lease({ maxJobs: 20 });
    const jobOf = (step: string, index?: number) => {
      const found = leases.find(
        ({ job: { run } }) => run?.id === id && run.step === step && run.index === index,
      );
      if (found === undefined) throw new Error(`no job of ${step}`);
      return found;
    };
    await damage.lose(jobOf("a").job.id);
    await damage.spoil(jobOf("b").job.id);
    await damage.lose(jobOf("m", 1).job.id);
    await bench().settle(jobOf("c"), { kind: "completed" });
    await advance(store);
    for (const each of [id, other]) await runs.findLost(each, 1);
    const errors = ((await runs.get(id, { steps: true })).steps ?? []).map(
      ({ name, status, error }) => [name, status, error],
    );
    expect(Object.fromEntries(errors.map(([name, ...rest]) => [name, rest]))).toMatchObject({
      a: ["FAILED", `job ${jobOf("a").job.id} of the step is gone: it was lost or deleted`],
      b: ["FAILED", `job ${jobOf("b").job.id} of the step cannot be read`],
      c: ["COMPLETED", undefined],
      m: ["FAILED", expect.stringContaining("is gone")],
    });
    expect((await runs.get(id)).status).toBe("FAILED");
    expect((await runs.get(other)).counts).toEqual({ STARTED: 4 });
  });
}
