import {
  canMove,
  JOB_STATUSES,
  type JobMove,
  type JobStatus,
  type Outcome,
  TRANSITIONS,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "./harness.ts";
import { type JobInStatus, jobInStatus } from "./in-status.ts";

/** The moves of an operator, with the word by which users ask for each. */
const OPERATOR_MOVES = [
  ["update", "update"],
  ["cancel", "cancel"],
  ["redrive", "retry"],
  ["delete", "delete"],
] as const;

const SETTLE_MOVES = {
  complete: { kind: "completed" },
  fail: { kind: "failed", message: "no" },
  snooze: { kind: "snoozed", delayMs: 60_000 },
  throttle: { kind: "throttled", retryAfterMs: 60_000, scope: "QUEUE" },
  release: { kind: "released", started: true },
} as const satisfies { [Move in JobMove]?: Outcome };

/** Every move out of every status: the legal ones lead where the table says, the others nowhere. */
export function transitionsSuite(bench: () => Bench): void {
  describe.each(JOB_STATUSES)("a job that is %s", (status) => {
    test.each(OPERATOR_MOVES)("%s", async (move, asked) => {
      const { job } = await jobInStatus(bench(), status);
      const { store } = bench();
      const done = move === "update" ? store.update(job.id, { priority: 7 }) : store[move](job.id);
      if (canMove(status, move)) {
        await done;
        expect(targets(status, move)).toContain(await statusOf(bench(), job.id));
      } else if (status === "CANCELLED" && move === "cancel") {
        expect(await done).toEqual(job);
      } else {
        await expect(done).rejects.toMatchObject({
          code: "FAILED_PRECONDITION",
          message: expect.stringMatching(`cannot ${asked} .*${job.id}: it is ${status}`),
        });
        expect(await store.get(job.id)).toEqual(job);
      }
    });

    test.each(Object.keys(SETTLE_MOVES) as (keyof typeof SETTLE_MOVES)[])("%s", async (move) => {
      const state = await jobInStatus(bench(), status);
      const { job } = state;
      const result = await bench().settle(leaseOf(state), SETTLE_MOVES[move]);
      if (canMove(status, move)) {
        expect(result).toHaveProperty("status");
        expect(targets(status, move)).toContain(await statusOf(bench(), job.id));
      } else {
        expect(result).toMatchObject({ error: { code: "LEASE_LOST" } });
        expect(await bench().store.get(job.id)).toEqual(job);
      }
    });

    test("lease", async () => {
      const { job } = await jobInStatus(bench(), status);
      const leases = await bench().lease();
      expect(leases.map((lease) => lease.job.id)).toEqual(canMove(status, "lease") ? [job.id] : []);
      const expected = canMove(status, "lease") ? "RUNNING" : status;
      expect(await statusOf(bench(), job.id)).toBe(expected);
    });

    test("extend", async () => {
      const state = await jobInStatus(bench(), status);
      expect(await bench().extend(leaseOf(state))).toBe(status === "RUNNING" ? "OK" : "LEASE_LOST");
      expect(await statusOf(bench(), state.job.id)).toBe(status);
    });

    test("maintenance before its time leaves it alone", async () => {
      const { job } = await jobInStatus(bench(), status);
      await bench().store.maintain();
      expect(await bench().store.get(job.id)).toEqual(job);
    });
  });

  test("promote: a scheduled job becomes pending when its time has come", async () => {
    const job = await bench().enqueue({ delayMs: 20 });
    expect(job.status).toBe("SCHEDULED");
    await bench().untilStatus(job.id, "PENDING");
  });

  test("promote: a retrying job becomes pending when its backoff is over", async () => {
    const { id } = await bench().enqueue();
    const lease = await bench().leaseOne();
    await bench().settle(lease, { kind: "failed", message: "no", retryAfterMs: 20 });
    expect(await statusOf(bench(), id)).toBe("RETRYING");
    await bench().untilStatus(id, "PENDING");
  });

  test.each([
    ["PENDING", {}],
    ["SCHEDULED", { delayMs: 600_000 }],
  ] as const)(
    "unblock: a blocked job becomes %s when what it waits for has ended",
    async (to, when) => {
      const { job, awaited } = await jobInStatus(bench(), "BLOCKED", {
        ...when,
        afterRule: "FINISHED",
      });
      await bench().store.cancel(awaited?.id ?? "");
      expect(await statusOf(bench(), job.id)).toBe(to);
      expect(TRANSITIONS.BLOCKED.unblock).toContain(to);
    },
  );

  test("rescue: a running job is retried when its lease has expired", async () => {
    const { id } = await bench().enqueue();
    await bench().leaseOne({ leaseMs: 20 });
    expect(await statusOf(bench(), id)).toBe("RUNNING");
    await bench().untilStatus(id, "RETRYING");
  });
}

/** The latest lease of a job, or one that it never had. */
function leaseOf({ job, lease }: JobInStatus) {
  return lease ?? { job, token: 1, expiresAt: 0 };
}

function targets(status: JobStatus, move: JobMove): readonly string[] {
  return TRANSITIONS[status][move] ?? [];
}

async function statusOf(bench: Bench, id: string): Promise<string> {
  return bench.store.get(id).then(
    (job) => job.status,
    () => "GONE",
  );
}
