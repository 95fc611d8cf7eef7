import { type BasicJob, type EnqueueRequest, type Job, PREVIEW_BYTES } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";

/** Around the sizes at which stores keep a payload elsewhere. */
const PAYLOAD_BYTES = [0, 1, PREVIEW_BYTES, PREVIEW_BYTES + 1, 1_024, 1_025, 2_000, 100_000];

const METADATA: readonly [string, EnqueueRequest["metadata"]][] = [
  ["", undefined],
  ["with metadata", { team: "a" }],
  ["with much metadata", { team: "\u0001".repeat(2_000) }],
];

/** What `job`, which was read in full, is by the view BASIC. */
function basic({ payload, result, errors, ...job }: Job): BasicJob {
  return {
    ...job,
    payload: new Uint8Array(),
    errors: errors.map(({ details: _, ...error }) => error),
    payloadBytes: payload.length,
    payloadPreview: payload.slice(0, PREVIEW_BYTES),
    ...(result !== undefined && { resultBytes: result.length }),
  };
}

/** How much of a job is read. */
export function viewSuite(bench: () => Bench): void {
  describe("the view BASIC", () => {
    describe.each(METADATA)("of a job %s", (_, metadata) => {
      test.each(PAYLOAD_BYTES)("has the size and the beginning of %i bytes", async (size) => {
        const payload = Uint8Array.from({ length: size }, (_, i) => i % 251);
        const { id } = await bench().enqueue({ payload, metadata });
        const { store } = bench();
        const full = await store.get(id);
        expect(full.payload).toEqual(payload);
        expect(await store.get(id, { view: "BASIC" })).toEqual(basic(full));
        expect((await store.list({ type: TYPE, metadata })).jobs).toEqual([basic(full)]);
      });
    });

    test.each([0, 1, 100_000])("has the size of a result of %i bytes", async (size) => {
      const { id } = await bench().enqueue({ payload: bytes("p") });
      await bench().settle(await bench().leaseOne(), {
        kind: "completed",
        result: new Uint8Array(size).fill(7),
      });
      const full = await bench().store.get(id);
      expect(full.result).toHaveLength(size);
      const { jobs } = await bench().store.list({});
      expect(jobs).toEqual([basic(full)]);
      expect(jobs).toMatchObject([{ resultBytes: size }]);
    });

    test("has no result of a job that returned nothing", async () => {
      const { id } = await bench().enqueue();
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      const job = await bench().store.get(id, { view: "BASIC" });
      expect(job).not.toHaveProperty("resultBytes");
      expect(job).not.toHaveProperty("result");
    });

    test("has what errors say, but no details", async () => {
      const { id } = await bench().enqueue();
      await bench().settle(await bench().leaseOne(), {
        kind: "failed",
        message: "no",
        details: "at line 1",
      });
      const full = await bench().store.get(id, { view: "FULL" });
      expect(full.errors).toMatchObject([{ message: "no", details: "at line 1" }]);
      const job = await bench().store.get(id, { view: "BASIC" });
      expect(job).toEqual(basic(full));
      expect(job.errors).toMatchObject([{ message: "no" }]);
    });

    test("has a job while it runs", async () => {
      const { id } = await bench().enqueue({ payload: new Uint8Array(3_000), priority: 9 });
      await bench().leaseOne();
      const { store } = bench();
      expect(await store.get(id, { view: "BASIC" })).toEqual(basic(await store.get(id)));
    });

    test("is that of pages that ask for no other", async () => {
      const payload = new Uint8Array(2_000);
      const jobs = await bench().enqueueAll([{ payload }, { payload }, { payload }]);
      const [first, ...others] = jobs as [Job, ...Job[]];
      const page = await bench().store.list({ pageSize: 1 });
      expect(page.jobs).toEqual([basic(first)]);
      const { nextPageToken: pageToken } = page;
      expect((await bench().store.list({ pageSize: 9, pageToken })).jobs).toEqual(
        others.map(basic),
      );
      expect((await bench().store.list({ view: "FULL" })).jobs).toEqual(jobs);
    });

    test("goes for the events of a watch that asks for it", async () => {
      const { id } = await bench().enqueue({ payload: bytes("p") });
      await bench().store.cancel(id);
      const full = await bench().store.get(id);
      const { store } = bench();
      expect(await Array.fromAsync(store.watch({ id, view: "BASIC" }))).toEqual([
        { sequence: full.sequence, job: basic(full) },
      ]);
      expect(await Array.fromAsync(store.watch({ id }))).toEqual([
        { sequence: full.sequence, job: full },
      ]);
    });

    test("is refused under another name", async () => {
      const { store } = bench();
      const { id } = await bench().enqueue();
      const view = "SHORT" as never;
      for (const call of [
        store.get(id, { view }),
        store.list({ view }),
        Array.fromAsync(store.watch({ id, view })),
      ]) {
        await expect(call).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: "view" }],
        });
      }
    });
  });
}
