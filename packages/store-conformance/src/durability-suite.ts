import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";

/** What an enqueue waits for. `replicates` tells whether the store has replicas to wait for. */
export function durabilitySuite(bench: () => Bench, replicates: boolean): void {
  const request = { type: TYPE, payload: bytes("p"), idempotencyKey: "k" };

  describe("durability", () => {
    test("that is the store's own, said or not, is one request and counts no replicas", async () => {
      const job = await bench().enqueue({ ...request, durability: "STORED" });
      const [again] = await bench().store.enqueue([request]);
      expect(again).toEqual({ job, created: false });
    });

    test("that is none is refused", async () => {
      const durability = "ETERNAL" as "STORED";
      const [result] = await bench().store.enqueue([{ type: TYPE, durability }]);
      expect(result).toMatchObject({
        error: { code: "INVALID_ARGUMENT", violations: [{ field: "durability" }] },
      });
    });

    if (!replicates) {
      test("by replicas is refused where there are none, with what to do instead", async () => {
        const results = await bench().store.enqueue([
          { ...request, durability: "REPLICATED" },
          { type: TYPE },
        ]);
        expect(results).toMatchObject([
          {
            error: {
              code: "INVALID_ARGUMENT",
              message: expect.stringMatching(
                /^cannot enqueue: durability cannot be REPLICATED: .*;/,
              ),
              violations: [{ field: "durability" }],
            },
          },
          { created: true },
        ]);
        expect((await bench().store.list({})).jobs).toHaveLength(1);
      });
      return;
    }

    test("by replicas counts those that have the job, and none for other jobs of the call", async () => {
      const replicated = { ...request, durability: "REPLICATED" } as const;
      const results = await bench().store.enqueue([replicated, { type: TYPE }, { type: "?" }]);
      expect(results).toMatchObject([
        { created: true, replicas: expect.any(Number) },
        { created: true },
        { error: { code: "INVALID_ARGUMENT" } },
      ]);
      expect(results[1]).not.toHaveProperty("replicas");
      const [again] = await bench().store.enqueue([replicated]);
      expect(again).toMatchObject({ created: false, replicas: expect.any(Number) });
      const [other] = await bench().store.enqueue([{ ...replicated, payload: bytes("other") }]);
      expect(other).toMatchObject({ error: { code: "ALREADY_EXISTS" } });
      expect((await bench().store.list({})).jobs).toHaveLength(2);
    });

    test("by replicas changes nothing about the order of a call", async () => {
      const jobs = await bench().enqueueAll(
        Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? {} : { durability: "REPLICATED" })),
      );
      const leases = await bench().lease({ maxJobs: 6 });
      expect(leases.map(({ job }) => job.id)).toEqual(jobs.map(({ id }) => id));
    });

    test("by replicas, of a job that waits for its time", async () => {
      const job = await bench().enqueue({ delayMs: 3_600_000, durability: "REPLICATED" });
      expect(job.status).toBe("SCHEDULED");
    });
  });
}
