import type { ErrorGroup, ErrorGroupPage, ErrorGroupQuery, Job } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";

const STACK = "Error: x\n    at charge (/app/billing.ts:7:1)";

/** Errors in groups. */
export function errorSuite(bench: () => Bench): void {
  /** A job whose latest attempt has failed, for good unless it has another one. */
  async function failed(
    message: string,
    { type = TYPE, maxAttempts = 1, details = STACK } = {},
  ): Promise<Job> {
    const job = await bench().enqueue({ type, maxAttempts, backoff: { initialMs: 600_000 } });
    const lease = await bench().leaseOne({ types: [type] });
    const result = await bench().settle(lease, { kind: "failed", message, details });
    expect(result).not.toHaveProperty("error");
    return job;
  }

  /** The same, before any moment at which another one can fail. */
  async function failedBefore(message: string): Promise<void> {
    const { id } = await failed(message);
    const { store } = bench();
    const { updatedAt } = await store.get(id);
    await bench().until(async () => {
      expect((await store.list({ pageSize: 1 })).asOf).toBeGreaterThan(updatedAt);
    });
  }

  async function allPages(query: ErrorGroupQuery): Promise<ErrorGroupPage[]> {
    const pages: ErrorGroupPage[] = [];
    let pageToken = "";
    do {
      pages.push(await bench().store.errors.listGroups({ ...query, pageToken }));
      pageToken = pages.at(-1)?.nextPageToken ?? "";
    } while (pageToken !== "");
    return pages;
  }

  const shape = ({ type, message, frame, failed, retrying }: ErrorGroup) => ({
    ...{ type, message, frame, failed, retrying },
  });

  describe("errors", () => {
    test("are grouped by type, message and frame, and a filter means the jobs of a group", async () => {
      const ids: string[] = [];
      for (const user of [7, 8]) ids.push((await failed(`no user ${user}`)).id);
      ids.push((await failed("no user 9", { maxAttempts: 2 })).id);
      await failed("no user 7", { type: "other" });
      const elsewhere = STACK.replace("charge", "refund");
      const refund = await failed("no user 7", { details: elsewhere });
      const page = await bench().store.errors.listGroups();
      expect(page).toMatchObject({ otherJobs: 0, lookedAt: 5, jobs: 5, more: false });
      const group = { type: TYPE, message: "no user <number>", frame: "charge billing.ts" };
      expect(page.groups.map(shape)).toEqual([
        { ...group, failed: 2, retrying: 1 },
        expect.anything(),
        expect.anything(),
      ]);
      expect(page.groups.slice(1).map(shape)).toEqual(
        expect.arrayContaining([
          { ...group, type: "other", failed: 1, retrying: 0 },
          { ...group, frame: "refund billing.ts", failed: 1, retrying: 0 },
        ]),
      );
      const [largest] = page.groups;
      expect(largest?.firstSeenAt).toBeLessThanOrEqual(largest?.lastSeenAt ?? 0);
      const sample = await bench().store.get(largest?.sampleJobId ?? "");
      expect(sample.errors.at(-1)).toMatchObject({
        message: largest?.sampleMessage,
        at: largest?.lastSeenAt,
      });
      const listed = await bench().store.list({ errorGroup: largest?.id });
      expect(listed.jobs.map(({ id }) => id).sort()).toEqual(ids.sort());
      expect(listed.jobs[0]?.errors[0]).not.toHaveProperty("details");
      const other = await bench().store.list({
        errorGroup: page.groups.find(({ frame }) => frame.startsWith("refund"))?.id,
      });
      expect(other.jobs.map(({ id }) => id)).toEqual([refund.id]);
    });

    test("are looked at page by page, each job once, the latest of a status first", async () => {
      await failed("late", { maxAttempts: 2 });
      for (const message of ["first", "second", "third"]) await failedBefore(message);
      await failed("elsewhere", { type: "other" });
      const pages = await allPages({ type: TYPE, lookAt: 2 });
      expect(pages.map(({ lookedAt, jobs }) => [lookedAt, jobs])).toEqual([
        [2, 4],
        [2, 4],
      ]);
      const messages = pages.map(({ groups }) => groups.map(({ message }) => message).sort());
      expect(messages).toEqual([
        ["late", "third"],
        ["first", "second"],
      ]);
      const [failures] = await allPages({ type: TYPE, statuses: ["FAILED"] });
      expect(failures).toMatchObject({ lookedAt: 3, jobs: 3 });
      expect(await allPages({ type: "unknown" })).toEqual([
        { groups: [], otherJobs: 0, lookedAt: 0, jobs: 0, more: false },
      ]);
    });

    test("of each type are looked at, however many another one has", async () => {
      for (let i = 0; i < 12; i++) await failed("noise");
      await failed("quiet", { type: "other" });
      const page = await bench().store.errors.listGroups({ lookAt: 2 });
      expect(page.groups.map(({ message }) => message)).toEqual(["noise", "quiet"]);
      expect(page).toMatchObject({ lookedAt: 11, jobs: 13 });
    });

    test("a page token is of one type, and other statuses are refused", async () => {
      for (let i = 0; i < 2; i++) await failed("late");
      const { errors } = bench().store;
      const { nextPageToken: pageToken } = await errors.listGroups({ type: TYPE, lookAt: 1 });
      for (const query of [{ type: "other", pageToken }, { pageToken }, { pageToken: "x" }]) {
        await expect(errors.listGroups(query)).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          violations: [{ field: "pageToken" }],
        });
      }
      const statuses = ["PENDING"] as never;
      await expect(errors.listGroups({ statuses, lookAt: 0 })).rejects.toMatchObject({
        violations: [{ field: "statuses[0]" }, { field: "lookAt" }],
      });
    });
  });
}
