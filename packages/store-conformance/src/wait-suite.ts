import type { Job } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes } from "./harness.ts";
import { jobInStatus } from "./in-status.ts";

const LONG_MS = 60_000;

/** A get that waits until the job is final. */
export function waitSuite(bench: () => Bench): void {
  describe("a get that waits", () => {
    test.each(["COMPLETED", "FAILED", "CANCELLED"] as const)(
      "answers a %s job at once",
      async (status) => {
        const { job } = await jobInStatus(bench(), status);
        expect(await bench().store.get(job.id, { waitMs: LONG_MS })).toEqual(job);
      },
    );

    test("answers once the job has finished, with its result", async () => {
      const { id } = await bench().enqueue();
      const { store } = bench();
      const waiting = [
        store.get(id, { waitMs: LONG_MS }),
        store.get(id, { waitMs: LONG_MS, view: "BASIC" }),
      ];
      const lease = await bench().leaseOne();
      await bench().settle(lease, { kind: "completed", result: bytes("done") });
      const full = await store.get(id);
      expect(full).toMatchObject({ status: "COMPLETED", result: bytes("done") });
      const basic = await store.get(id, { view: "BASIC" });
      expect(await Promise.all(waiting)).toEqual([full, basic]);
    });

    test("answers the job as it is when the time is over", async () => {
      const { id } = await bench().enqueue();
      let answer: Job | undefined;
      const waiting = bench().store.get(id, { waitMs: 20 });
      void waiting.then((job) => {
        answer = job;
      });
      await bench().until(async () => expect(answer).toMatchObject({ id, status: "PENDING" }));
      await waiting;
    });

    test("answers the job as it is when its signal aborts", async () => {
      const { id } = await bench().enqueue();
      const { store } = bench();
      const left = new AbortController();
      const waiting = store.get(id, { waitMs: LONG_MS, signal: left.signal });
      left.abort();
      expect(await waiting).toMatchObject({ id, status: "PENDING" });
      const gone = { waitMs: LONG_MS, signal: AbortSignal.abort() };
      expect(await store.get(id, gone)).toMatchObject({ id });
    });

    test("finds no job that is deleted meanwhile, or that there never was", async () => {
      const { id } = await bench().enqueue();
      const { store } = bench();
      const notFound = { code: "NOT_FOUND" };
      const waiting = expect(store.get(id, { waitMs: LONG_MS })).rejects.toMatchObject(notFound);
      await store.delete(id);
      await waiting;
      const never = store.get("0-0000000000000000", { waitMs: LONG_MS });
      await expect(never).rejects.toMatchObject(notFound);
    });

    test("ends when the store closes", async () => {
      const { id } = await bench().enqueue();
      const { store } = bench();
      const waiting = store.get(id, { waitMs: LONG_MS });
      const refusal = expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await store.close();
      await refusal;
    });

    test.each([-1, 0.5, LONG_MS + 1, Number.NaN])("does not wait for %d ms", async (waitMs) => {
      const { id } = await bench().enqueue();
      await expect(bench().store.get(id, { waitMs })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "waitMs" }],
      });
    });
  });
}
