import { type EnqueueRequest, KEPT_FIRINGS, newJobIds, type ScheduleChange } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";

/** What a store keeps of schedules. */
export function scheduleSuite(bench: () => Bench): void {
  const port = () => bench().store.schedules;

  describe("a schedule in the store", () => {
    const change = (more: Partial<ScheduleChange> = {}): ScheduleChange => ({
      ...{ name: "s", ifVersion: 0, record: "{}", jobs: [], firings: [] },
      ...more,
    });

    /** Changes that make a job each, with ids of the schedule's partition. */
    const making = async (name: string, ...requests: Partial<EnqueueRequest>[]) => {
      const { stored } = await port().get(name);
      if (stored === undefined) throw new Error("there is no schedule");
      const ids = newJobIds(stored.partition, requests.length);
      const jobs = requests.map((request, i) => ({
        id: ids[i] as string,
        request: { type: TYPE, ...request },
      }));
      return { name, ifVersion: stored.version, jobs };
    };

    test("is kept as it was written, by versions that grow, until it is deleted", async () => {
      expect((await port().get("s")).stored).toBeUndefined();
      expect(await port().change(change({ record: '{"ä":"\\u0000 x"}' }))).toBe(true);
      expect((await port().get("s")).stored).toMatchObject({
        ...{ name: "s", version: 1, record: '{"ä":"\\u0000 x"}' },
      });
      expect(await port().change(change())).toBe(false);
      expect(await port().change(change({ ifVersion: 1, record: "[1]" }))).toBe(true);
      expect((await port().get("s")).stored).toMatchObject({ version: 2, record: "[1]" });
      const { record: _record, ...deleting } = change({ ifVersion: 2 });
      expect(await port().change({ ...deleting, ifVersion: 1 })).toBe(false);
      expect(await port().change(deleting)).toBe(true);
      expect((await port().get("s")).stored).toBeUndefined();
      expect(await port().firings("s")).toEqual([]);
    });

    test("makes its jobs in the step that changes it, once, however many try", async () => {
      await port().change(change());
      const tries = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const made = await making("s", { payload: bytes("a") }, { payload: bytes("b") });
          return port().change(change({ ...made, ifVersion: 1, firings: ["fired"] }));
        }),
      );
      expect(tries.filter((changed) => changed)).toHaveLength(1);
      const { jobs } = await bench().store.list({ type: TYPE, view: "FULL" });
      expect(jobs.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["a", "b"]);
      expect(await port().firings("s")).toEqual(["fired"]);
      expect((await bench().lease({ maxJobs: 5 })).map(({ job }) => job.id)).toEqual(
        jobs.map(({ id }) => id),
      );
    });

    test("makes a job that waits for another one, under the id that it was given", async () => {
      await port().change(change());
      const first = await making("s", {});
      await port().change(change(first));
      const id = first.jobs[0]?.id as string;
      const second = await making("s", { after: [id], afterRule: "FINISHED" });
      await port().change(change(second));
      const waiting = second.jobs[0]?.id as string;
      expect(await bench().store.get(waiting)).toMatchObject({ status: "BLOCKED" });
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      expect(await bench().store.get(waiting)).toMatchObject({ status: "PENDING" });
    });

    test("is not changed when the store refuses its job", async () => {
      await port().change(change());
      await bench().store.queues.drain(TYPE);
      const refused = port().change(change({ ...(await making("s", {})), record: "[1]" }));
      await expect(refused).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
      await bench().store.queues.resume(TYPE);
      const { stored } = await port().get("s");
      const after = newJobIds(stored?.partition ?? 0, 1);
      const missing = port().change(change({ ...(await making("s", { after })), record: "[1]" }));
      await expect(missing).rejects.toMatchObject({ code: "NOT_FOUND" });
      const large = await making("s", { priority: 101 });
      await expect(port().change(change(large))).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
      expect((await port().get("s")).stored).toMatchObject({ version: 1, record: "{}" });
      expect((await bench().store.list({ type: TYPE })).jobs).toEqual([]);
    });

    test("is due from its time on, those that have been due for longest first", async () => {
      const { now } = await port().get("s");
      const day = 86_400_000;
      await port().change(change({ name: "b", wakeAt: now - 1_000 }));
      await port().change(change({ name: "a", wakeAt: now - 2_000 }));
      await port().change(change({ name: "c", wakeAt: now + day }));
      await port().change(change({ name: "d", wakeAt: now + 2 * day }));
      await port().change(change({ name: "e" }));
      const { due, nextAt } = await port().due(10);
      expect(due.map(({ name, version }) => [name, version])).toEqual([
        ["a", 1],
        ["b", 1],
      ]);
      expect(nextAt).toBe(now + day);
      expect((await port().due(1)).due.map(({ name }) => name)).toEqual(["a"]);
      await port().change(change({ name: "a", ifVersion: 1 }));
      await port().change(change({ name: "b", ifVersion: 1, wakeAt: now + day / 2 }));
      const later = await port().due(10);
      expect(later.due).toEqual([]);
      expect(later.nextAt).toBe(now + day / 2);
    });

    test("is listed by its name, page by page", async () => {
      for (const name of ["b", "c", "a", "B"]) await port().change(change({ name }));
      const first = await port().list({ after: "", limit: 3 });
      expect(first.schedules.map(({ name }) => name)).toEqual(["B", "a", "b"]);
      expect(first.last).toBe("b");
      const second = await port().list({ after: "b", limit: 3 });
      expect(second.schedules.map(({ name }) => name)).toEqual(["c"]);
      expect(second.last).toBeUndefined();
    });

    test("keeps its latest firings", async () => {
      const texts = Array.from({ length: KEPT_FIRINGS + 10 }, (_, i) => `{"n":${i}}`);
      await port().change(change({ firings: texts.slice(10).reverse() }));
      await port().change(change({ ifVersion: 1, firings: ["later", "late"] }));
      const firings = await port().firings("s");
      expect(firings).toEqual(["later", "late", ...texts.slice(12).reverse()]);
    });

    test("tells who listens that it has changed", async () => {
      let heard = 0;
      const unlisten = port().onChange(() => heard++);
      let version = 0;
      await bench().until(async () => {
        await port().change(change({ ifVersion: version++ }));
        expect(heard).toBeGreaterThan(0);
      });
      unlisten();
    });
  });
}
