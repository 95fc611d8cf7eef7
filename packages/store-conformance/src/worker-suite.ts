import type { WorkerHeartbeat } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";

/** The workers that live. */
export function workerSuite(bench: () => Bench): void {
  const beatOf = (workerId: string, more: Partial<WorkerHeartbeat> = {}): WorkerHeartbeat => ({
    workerId,
    types: [TYPE],
    concurrency: 50,
    running: 3,
    version: "1.2.3",
    host: "host-a",
    eventLoopLagMs: 4,
    server: "",
    ...more,
  });
  const beat = (workerId: string, more?: Partial<WorkerHeartbeat>) =>
    bench().store.workers.heartbeat(beatOf(workerId, more));
  const names = async (pageSize?: number): Promise<string[]> => {
    const all: string[] = [];
    let pageToken: string | undefined;
    do {
      const page = await bench().store.workers.list({ pageSize, pageToken });
      all.push(...page.workers.map(({ workerId }) => workerId));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return all;
  };

  describe("a worker", () => {
    test("is listed with what it told last, and when that was", async () => {
      await beat("w", { running: 1 });
      const last = {
        types: ["b", "a:c"],
        running: 0,
        server: "server-1",
        version: "",
        host: "ü\0",
      };
      await beat("w", last);
      const { workers, nextPageToken } = await bench().store.workers.list();
      expect(nextPageToken).toBeUndefined();
      expect(workers).toEqual([{ ...beatOf("w", last), heartbeatAgeMs: expect.any(Number) }]);
      expect(workers[0]?.heartbeatAgeMs).toBeGreaterThanOrEqual(0);
      expect(workers[0]?.heartbeatAgeMs).toBeLessThan(35_000);
    });

    test("is counted for each of its types, once", async () => {
      const workers = async (type: string) => (await bench().store.queues.get(type)).workers;
      expect(await workers("a")).toBe(0);
      await beat("v", { types: ["a", "a"] });
      await beat("w", { types: ["b", "a"] });
      expect([await workers("a"), await workers("b"), await workers("c")]).toEqual([2, 1, 0]);
      await bench().store.workers.leave("w");
      expect([await workers("a"), await workers("b")]).toEqual([1, 0]);
    });

    test("is gone once it has left", async () => {
      await beat("v");
      await beat("w");
      await bench().store.workers.leave("w");
      await bench().store.workers.leave("w");
      expect(await names()).toEqual(["v"]);
    });

    test("is listed by its name, each once, whatever the size of the pages", async () => {
      const all = ["w b", "w:a", "z", "W", "a", "w"];
      for (const name of all) await beat(name);
      const sorted = [...all].sort();
      for (const pageSize of [1, 2, all.length, undefined]) {
        expect(await names(pageSize)).toEqual(sorted);
      }
    });

    test("is refused that is none", async () => {
      const { workers } = bench().store;
      const refused = { code: "INVALID_ARGUMENT" };
      for (const wrong of [
        { workerId: "" },
        { workerId: "x".repeat(257) },
        { types: [] },
        { types: ["a b"] },
        { types: "a" as never },
        { running: -1 },
        { concurrency: 0.5 },
        { eventLoopLagMs: Number.NaN },
        { host: 3 as never },
      ]) {
        await expect(workers.heartbeat(beatOf("w", wrong))).rejects.toMatchObject(refused);
      }
      await expect(workers.heartbeat(null as never)).rejects.toMatchObject(refused);
      await expect(workers.leave("")).rejects.toMatchObject(refused);
      for (const query of [{ pageSize: 0 }, { pageToken: "x" }, { x: 1 }, null]) {
        await expect(workers.list(query as never)).rejects.toMatchObject(refused);
      }
      expect(await names()).toEqual([]);
    });
  });
}
