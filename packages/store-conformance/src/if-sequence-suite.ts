import { type ChangeOptions, canMove, JOB_STATUSES, type Job, type JobStore } from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

const MOVES = {
  update: (store: JobStore, id: string, options: ChangeOptions) =>
    store.update(id, { priority: 7 }, options),
  cancel: (store: JobStore, id: string, options: ChangeOptions) => store.cancel(id, "", options),
  redrive: (store: JobStore, id: string, options: ChangeOptions) => store.redrive(id, options),
  delete: (store: JobStore, id: string, options: ChangeOptions) => store.delete(id, options),
} as const;

const MOVE_NAMES = Object.keys(MOVES) as (keyof typeof MOVES)[];

/** Changes that are made only while the job is at the sequence number that was read. */
export function ifSequenceSuite(bench: () => Bench): void {
  describe.each(JOB_STATUSES)("a job that is %s", (status) => {
    test.each(MOVE_NAMES)("%s, only if it is at the sequence that was read", async (move) => {
      const { store } = bench();
      const { job } = await jobInStatus(bench(), status);
      // Whether or not the move is legal.
      for (const ifSequence of [job.sequence + 1, job.sequence + 2]) {
        await expect(MOVES[move](store, job.id, { ifSequence })).rejects.toMatchObject(
          differs(job, ifSequence),
        );
      }
      expect(await store.get(job.id)).toEqual(job);
      const done = MOVES[move](store, job.id, { ifSequence: job.sequence });
      if (canMove(status, move)) {
        await done;
        if (move === "delete") {
          await expect(store.get(job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
        } else expect((await store.get(job.id)).sequence).toBe(job.sequence + 1);
      } else if (status === "CANCELLED" && move === "cancel") {
        expect(await done).toEqual(job);
      } else {
        await expect(done).rejects.toMatchObject({ code: "FAILED_PRECONDITION", violations: [] });
        expect(await store.get(job.id)).toEqual(job);
      }
    });
  });

  test("a job that is not there is NOT_FOUND at any sequence", async () => {
    for (const move of MOVE_NAMES) {
      const done = MOVES[move](bench().store, "0-0000000000000000", { ifSequence: 1 });
      await expect(done, move).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("of the changes of one sequence that come together, one is made", async () => {
    const { store } = bench();
    const job = await bench().enqueue();
    const ifSequence = job.sequence;
    const changes = [1, 2, 3, 4].flatMap((n) => [
      store.cancel(job.id, `caller ${n}`, { ifSequence }),
      store.delete(job.id, { ifSequence }),
    ]);
    const outcomes = await Promise.allSettled(changes);
    const refusals = outcomes.filter(({ status }) => status === "rejected");
    expect(refusals).toHaveLength(changes.length - 1);
    const isDeleted = outcomes.some(({ status }, i) => status === "fulfilled" && i % 2 === 1);
    const code = isDeleted ? "NOT_FOUND" : "FAILED_PRECONDITION";
    expect(refusals).toEqual(
      refusals.map(() => ({ status: "rejected", reason: expect.objectContaining({ code }) })),
    );
  });

  test("a cancel that was asked of a running job is another sequence", async () => {
    const { store } = bench();
    const { job } = await jobInStatus(bench(), "RUNNING");
    const asked = await store.cancel(job.id, "first", { ifSequence: job.sequence });
    expect(asked).toMatchObject({ cancelRequested: true, sequence: job.sequence + 1 });
    await expect(
      store.cancel(job.id, "second", { ifSequence: job.sequence }),
    ).rejects.toMatchObject(differs(asked, job.sequence));
    expect(await store.cancel(job.id, "third", { ifSequence: asked.sequence })).toEqual(asked);
  });

  test("a sequence that no job has is refused", async () => {
    const { store } = bench();
    const job = await bench().enqueue();
    for (const ifSequence of [0, -1, 1.5, 2 ** 53, Number.NaN, "1", 1n, null]) {
      for (const move of MOVE_NAMES) {
        const done = MOVES[move](store, job.id, { ifSequence } as ChangeOptions);
        await expect(done).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: "ifSequence" }],
        });
      }
    }
    expect(await store.get(job.id)).toEqual(job);
  });
}

function differs({ id, sequence }: Job, ifSequence: number): object {
  return {
    code: "FAILED_PRECONDITION",
    message: expect.stringMatching(
      `job ${id} has changed: ifSequence is ${ifSequence}, but the job is at ${sequence},`,
    ),
    violations: [{ field: "ifSequence" }],
  };
}
