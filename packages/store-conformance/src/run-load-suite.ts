import type { Lease, Outcome } from "@millrace/core";
import { Runs, type Steps } from "@millrace/workflow";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { playMap } from "./play-map.ts";

// `pnpm workflows` plays maps of the largest sizes.
const isWhole = process.env["MILLRACE_WORKFLOWS"] === "whole";
const PLAYED = isWhole ? { items: 100_000, maxRunning: 50 } : { items: 120, maxRunning: 10 };
const CANCELLED = isWhole ? { items: 50_000, maxRunning: 1_000 } : { items: 300, maxRunning: 20 };
const WHOLE_MS = 15 * 60_000;
const options = isWhole ? { timeout: WHOLE_MS } : {};

/** Runs of which many are under way, or much happens at one moment. */
export function runLoadSuite(bench: () => Bench): void {
  // A new one each time, as after a crash: nothing is known that is not in the store.
  const runs = () => new Runs(bench().store);
  const job = { type: TYPE, max_attempts: 1 } as const;
  const completed: Outcome = { kind: "completed" };
  const put = (steps: Steps, more: object = {}) =>
    runs().put({ name: "w", schema: 1, steps, ...more });
  const advance = async () => {
    for (;;) {
      const { due } = await bench().store.runs.due(100);
      if (due.length === 0) return;
      await runs().advance(due);
    }
  };
  const settleAll = async (leases: readonly Lease[]) => {
    await bench().source.settle(
      leases.map(({ job: { id: jobId }, token }) => ({ jobId, token, outcome: completed })),
    );
  };
  const stepsOf = async (id: string) => {
    const { steps = [] } = await runs().get(id, { steps: true });
    return Object.fromEntries(steps.map((step) => [step.name, step.cause ?? step.status]));
  };

  describe("runs under load", () => {
    test("take a signal or its timeout, never both, however close they come", async () => {
      const wait = { signal: "go", timeout: "0.02s", on_timeout: "CONTINUE" } as const;
      await put({ ok: { await: wait } });
      const ids = await Promise.all(
        Array.from({ length: 12 }, async () => (await runs().start("w")).run.id),
      );
      const { now } = await bench().store.runs.due(1);
      const sent = ids.map(async (id, n) => {
        await bench().until(async () =>
          expect((await bench().store.runs.due(1)).now).toBeGreaterThanOrEqual(now + 14 + n),
        );
        const [told] = await Promise.allSettled([
          runs().signal(id, "go", { n }, { signalId: "s" }),
          runs().advance([id]),
        ]);
        return told.status === "fulfilled";
      });
      const isTold = await Promise.all(sent);
      await bench().until(async () => {
        await advance();
        for (const id of ids) expect((await runs().get(id)).status).toBe("COMPLETED");
      });
      for (const [n, id] of ids.entries()) {
        const { result } = await runs().stepResult(id, "ok");
        const isTaken = JSON.stringify(result) === JSON.stringify({ n });
        if (!isTaken) expect(result).toEqual({ timed_out: true });
        if (!isTold[n]) expect(isTaken).toBe(false);
        const ends = (await runs().history(id)).lines.filter(
          ({ step, to }) => step === "ok" && to === "COMPLETED",
        );
        expect(ends).toHaveLength(1);
      }
    });

    test(
      "have each item of a map run once, within its window, whoever dies between",
      options,
      async () => {
        const { items, maxRunning } = PLAYED;
        const isKilled = (round: number) => round % 3 === 1;
        const played = await playMap(bench().store, { items, maxRunning, isKilled });
        expect(played).toMatchObject({ status: "COMPLETED", completed: items, twice: 0 });
        expect(played.mostLive).toBeLessThanOrEqual(2 * maxRunning);
      },
    );

    test(
      "are cancelled with a large map, a sleep and a wait, then run what is last",
      options,
      async () => {
        const { store } = bench();
        const { items, maxRunning } = CANCELLED;
        await put(
          {
            ...{ a: job, b: { ...job, after: ["a"] }, c: { ...job, after: ["b"] } },
            ...{ ok: { await: { signal: "ok" } }, nap: { sleep: { for: "1h" } } },
            m: { type: "items", map: { over: "input", max_items: items, max_running: maxRunning } },
          },
          { on_failure: { undo: job }, finally: { tidy: job } },
        );
        const input = Array.from({ length: items }, (_, n) => n);
        const { id } = (await runs().start("w", { input })).run;
        await advance();
        await settleAll(await bench().lease());
        await advance();
        const b = await bench().leaseOne();
        await runs().tell(id, { kind: "cancel", reason: "no" });
        await advance();
        expect(await stepsOf(id)).toMatchObject({
          ...{ a: "COMPLETED", b: "STARTED", c: "CANCELLED", ok: "CANCELLED", nap: "CANCELLED" },
          m: "CANCELLED",
        });
        expect((await store.list({ type: "items", statuses: ["PENDING"] })).jobs).toEqual([]);
        const extended = await bench().source.extend([{ jobId: b.job.id, token: b.token }], 60_000);
        expect(extended).toEqual(["CANCEL_REQUESTED"]);
        const again = await runs().tell(id, { kind: "cancel" });
        expect(again.status).toBe("CANCELLING");
        await bench().settle(b, { kind: "completed", result: bytes("1") });
        await advance();
        const tidy = await bench().leaseOne();
        expect(tidy.job.run?.step).toBe("tidy");
        await settleAll([tidy]);
        await advance();
        expect(await stepsOf(id)).toMatchObject({ undo: "CONDITION", tidy: "COMPLETED" });
        expect((await runs().get(id)).status).toBe("CANCELLED");
      },
    );
  });
}
