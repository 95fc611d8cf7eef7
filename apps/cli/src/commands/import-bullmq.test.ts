import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { priorityOf, reasonOf, toNewJob } from "../bullmq/bullmq-job.ts";
import type { Imported } from "../output/import-view.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();
const url = process.env["REDIS_URL"] as string;
// Letters that mean something to Redis when it looks for keys.
const prefix = `bull[${process.pid}]*`;
const connection = new Redis(url, { maxRetriesPerRequest: null });
const queue = new Queue("mail", { connection, prefix });
const HOUR_MS = 3_600_000;
const dueAt = Date.now() + HOUR_MS;

/** Has jobs fail as their worker would. */
async function fail(name: string, jobs: number, attempts: number): Promise<void> {
  let failed = 0;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  for (let i = 0; i < jobs; i++) await queue.add(name, { i }, { attempts });
  const worker = new Worker(
    queue.name,
    async () => {
      throw new Error(`no mailbox ${"ä".repeat(600)}`);
    },
    { connection, prefix },
  );
  worker.on("failed", () => {
    if (++failed === jobs * attempts) end();
  });
  await ended;
  await worker.close();
}

beforeAll(async () => {
  await fail("bounce", 2, 3);
  for (let i = 0; i < 1_200; i++) {
    await queue.add(
      "welcome",
      { i },
      { attempts: 5, backoff: { type: "exponential", delay: 700 } },
    );
  }
  // Beyond what a number of JavaScript can be.
  await connection.hset(`${prefix}:mail:1202`, "data", '{"i":9223372036854775807}');
  for (const priority of [3, 1, 2_000_000]) await queue.add("digest", { priority }, { priority });
  await queue.add("later", {}, { delay: HOUR_MS });
  await queue.add("__default__", {}, { backoff: 250 });
  await queue.upsertJobScheduler("daily", { every: HOUR_MS }, { name: "daily" });
});

afterAll(async () => {
  await queue.obliterate({ force: true });
  await queue.close();
  await connection.quit();
});

const run = (...more: string[]) =>
  cli.run(["import", "bullmq", "--from", url, "--prefix", prefix, "-o", "json", ...more]);

async function imported(...more: string[]): Promise<readonly Imported[]> {
  const { code, stdout, stderr } = await run(...more);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

const jobsOf = async (type: string) => {
  const jobs = [];
  for (let pageToken: string | undefined; ; ) {
    const page = await cli.store.list({ type, pageSize: 1_000, pageToken, view: "FULL" });
    jobs.push(...page.jobs);
    pageToken = page.nextPageToken;
    if (pageToken === undefined) return jobs;
  }
};

describe("import bullmq", () => {
  it("counts what it would import, and imports nothing, in a dry run", async () => {
    const rows = await imported("--dry-run");
    expect(rows.map(({ state, jobs, created }) => [state, jobs, created])).toEqual([
      // One of them was made by the scheduler.
      ["waiting", 1_202, 1_201],
      ["prioritized", 3, 3],
      ["delayed", 1, 1],
      ["failed", 2, 2],
    ]);
    expect(await jobsOf("mail.welcome")).toEqual([]);
  });

  it("imports what waits, is delayed or has failed, and twice nothing twice", async () => {
    const { stderr } = await run();
    expect(stderr).toMatch(/mail: 1 job schedulers stay there; make schedules/);
    for (const row of await imported()) {
      expect(row).toMatchObject({ created: 0, existed: row.jobs - row.scheduled, refused: 0 });
    }
    const welcome = await jobsOf("mail.welcome");
    expect(welcome).toHaveLength(1_200);
    const bytes = welcome.map(({ payload }) => Buffer.from(payload).toString());
    expect(bytes).toContain('{"i":9223372036854775807}');
    expect(welcome[0]).toMatchObject({
      status: "PENDING",
      maxAttempts: 5,
      backoff: { initialMs: 700, multiplier: 2, jitter: 0 },
      metadata: { bullmq_queue: "mail", bullmq_state: "waiting" },
    });
    expect(await jobsOf("mail")).toMatchObject([{ backoff: { initialMs: 250, multiplier: 1 } }]);
    const [later] = await jobsOf("mail.later");
    expect(later?.status).toBe("SCHEDULED");
    expect(Math.abs((later?.runAt ?? 0) - dueAt)).toBeLessThan(60_000);
  });

  it("keeps the order of what waits, and of priorities behind that", async () => {
    const leases = await cli.store.lease({
      ...{ types: ["mail.welcome"], maxJobs: 3, leaseMs: 60_000, waitMs: 0, workerId: "w" },
    });
    const payloads = leases.map(({ job }) => JSON.parse(Buffer.from(job.payload).toString()));
    expect(payloads).toEqual([{ i: 0 }, { i: 1 }, { i: 2 }]);
    const digests = await jobsOf("mail.digest");
    const priorities = digests.map(({ payload, priority }) => [
      JSON.parse(Buffer.from(payload).toString()).priority,
      priority,
    ]);
    expect(priorities.sort(([a], [b]) => a - b)).toEqual([
      [1, 4],
      [3, 4],
      [2_000_000, 0],
    ]);
  });

  it("has what has failed be cancelled with the reason, and a retry runs it", async () => {
    const failed = await jobsOf("mail.bounce");
    expect(failed).toHaveLength(2);
    expect(failed[0]).toMatchObject({ status: "CANCELLED", maxAttempts: 3 });
    expect(failed[0]?.cancelReason).toMatch(/^failed in BullMQ: no mailbox ä+$/);
    await cli.print("job", "bulk", "retry", "status:cancelled", "meta:bullmq_state=failed");
    for (const { status } of await jobsOf("mail.bounce")) expect(status).toBe("PENDING");
  });

  it("refuses jobs of which no type can be made, says why, and imports the others", async () => {
    await queue.add("not a type", {});
    const { code, stdout, stderr } = await run("--type-from", "name", "--state", "waiting");
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject([
      { jobs: 1_203, refused: 2, created: 1_200, scheduled: 1 },
    ]);
    expect(stderr).toMatch(/mail: job \S+ was refused: .*type/);
  });

  it.each([
    [["--state", "active"], 7, /--state must be of waiting, prioritized, delayed, failed/],
    [["--from", "http://localhost"], 2, /--from must say which Redis/],
    [["--from", "redis://127.0.0.1:1"], 6, /cannot be reached/],
  ])("refuses %s", async (more, code, message) => {
    const ran = await run(...more);
    expect(ran).toMatchObject({ code, stderr: expect.stringMatching(message) });
  });

  it("tells that there are no queues", async () => {
    const { code, stdout, stderr } = await run("--prefix", "nobody");
    expect({ code, rows: JSON.parse(stdout) }).toEqual({ code: 0, rows: [] });
    expect(stderr).toContain("there are no queues under the prefix nobody");
  });
});

describe("a job of BullMQ", () => {
  const JOB = {
    ...{ id: "1", name: "a", data: "", opts: "", attemptsMade: 0, failedReason: "", score: 0 },
    isOfScheduler: false,
  };
  const OPTIONS = { prefix: "bull", typeFrom: "both", priorities: [1, 1] } as const;

  it("has at least one attempt left, and no backoff of a strategy that is code", () => {
    const opts = '{"attempts":2,"backoff":{"type":"mine","delay":5}}';
    expect(toNewJob("q", { ...JOB, opts, attemptsMade: 7 }, "delayed", OPTIONS)).toMatchObject({
      type: "q.a",
      maxAttempts: 1,
      backoff: undefined,
      idempotencyKey: "bull:q:1",
    });
  });

  it("has its reason cut to what a cancel may have, at the end of a character", () => {
    const reason = reasonOf({ ...JOB, failedReason: "ä".repeat(2_000) });
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(1_024);
    expect(reason.endsWith("ä")).toBe(true);
    expect(reasonOf(JOB)).toBe("failed in BullMQ");
  });

  it("has its priority in its score", () => expect(priorityOf(3 * 2 ** 32 + 7)).toBe(3));
});
