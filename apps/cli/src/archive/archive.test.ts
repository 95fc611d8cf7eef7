import { Client } from "@millrace/client";
import type { EnqueueRequest, Lease, Outcome, Store } from "@millrace/core";
import { Maintainer } from "@millrace/maintenance";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";
import { emptyStores } from "../test/empty-stores.ts";
import type { StoreRecord } from "./archive-records.ts";
import { exportStore } from "./export-store.ts";
import { StoreImport } from "./import-store.ts";
import { readRecord, recordText } from "./record-text.ts";

const HOUR_MS = 3_600_000;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** A store with something of each kind. */
async function seeded(): Promise<Store> {
  const store = new MemoryStore();
  const enqueue = async (request: Partial<EnqueueRequest>) => {
    const [result] = await store.enqueue([{ type: "email", ...request }]);
    if (result === undefined || "error" in result)
      throw new Error("refused", { cause: result?.error });
    return result.job;
  };
  const lease = async (type: string) => {
    const terms = { types: [type], maxJobs: 1, leaseMs: HOUR_MS, waitMs: 0, workerId: "w \u2028" };
    const [leased] = await store.lease(terms);
    return leased as Lease;
  };
  const settle = ({ job, token }: Lease, outcome: Outcome) =>
    store.settle([{ jobId: job.id, token, outcome }]);

  await store.queues.setLimits("keyed", { keyMaxRunning: 2, keyOnFailure: "HALT", order: "FAIR" });
  await store.queues.setKeyLimits("keyed", "tenant", { maxRunning: 3, weight: 2 });
  await store.queues.setLimits("email", { rate: { limit: 100, periodMs: 1_000 } });

  for (const priority of [5, 9, 5, 0]) await enqueue({ priority, payload: bytes(`"${priority}"`) });
  await enqueue({ delayMs: HOUR_MS, expiresInMs: HOUR_MS, metadata: { "k\u2028": "\u0000v" } });
  await enqueue({
    payload: new Uint8Array([0xff, 0xfe, 0]),
    contentType: "application/octet-stream",
  });
  await enqueue({
    payload: bytes("\ufefftext\r\n\u2028"),
    idempotencyKey: "once",
    retentionMs: HOUR_MS,
  });
  const failing = {
    type: "failing",
    maxAttempts: 2,
    unique: { key: "u", until: "COMPLETED" as const },
  };
  await enqueue(failing);
  await settle(await lease("failing"), {
    kind: "failed",
    message: "no",
    details: "why",
    permanent: true,
  });
  await enqueue({ type: "failing", backoff: { initialMs: HOUR_MS } });
  await settle(await lease("failing"), { kind: "failed", message: "later", permanent: false });
  await enqueue({ type: "done", unique: { key: "ttl", ttlMs: HOUR_MS }, concurrencyKey: "c" });
  await settle(await lease("done"), {
    kind: "completed",
    result: bytes('{"n": 9223372036854775808}'),
  });
  const running = await enqueue({ type: "runs", unique: { key: "r", onConflict: "REPLACE" } });
  const held = await lease("runs");
  await store.extend(
    [
      {
        jobId: held.job.id,
        token: held.token,
        progress: { fraction: 0.5, message: "half" },
        log: ["a line"],
      },
    ],
    HOUR_MS,
  );
  await enqueue({ type: "runs", unique: { key: "r", onConflict: "REPLACE" } });
  const after = await enqueue({
    type: "after",
    after: [running.id],
    afterRule: "FINISHED",
    delayMs: 1_000,
  });
  await enqueue({ type: "a-later-one", after: [after.id] });
  await store.cancel((await enqueue({ type: "cancelled" })).id, "by hand");
  for (const key of ["a", "b", "a"]) await enqueue({ type: "keyed", concurrencyKey: key });
  await settle(await lease("keyed"), { kind: "failed", message: "no", permanent: true });

  const group = await store.groups.create({
    jobs: [{ type: "member" }, { type: "member" }],
    onFinished: { type: "callback" },
  });
  await settle(await lease("member"), { kind: "completed" });
  expect((await store.groups.get(group.id)).counts).toMatchObject({ open: 1, completed: 1 });
  await store.groups.create({ sealed: true });

  const client = new Client({ store });
  const step = { type: "step", input: { a: 1 } };
  await client.workflows.put({ name: "order", schema: 1, steps: { one: step } });
  await client.workflows.put({
    name: "order",
    schema: 1,
    steps: { one: step, two: { ...step, after: ["one"] } },
  });
  await client.workflows.start("order", { input: { n: 1 }, idKey: "run-1" });
  await client.schedules.upsert("nightly", { cron: "0 2 * * *" }, { type: "report" });
  await client.schedules.upsert("paused", { every: "1h" }, { type: "report" });
  await client.schedules.pause("paused", { by: "ada" });
  await store.queues.pause("email", { reason: "moving", by: "ada" });
  return store;
}

/** The lines of a file; when a hold began, an import says anew. */
async function linesOf(store: Store): Promise<string[]> {
  const lines: string[] = [];
  for await (const record of exportStore(store)) {
    const known =
      record.kind === "queue" && record.paused
        ? { ...record, paused: { ...record.paused, at: 0 } }
        : record;
    lines.push(recordText(known));
  }
  return lines;
}

async function importLines(
  store: Store,
  lines: readonly string[],
): Promise<Record<string, number>> {
  const said: Record<string, number> = {};
  const target = new StoreImport(store, ({ record }, restored) => {
    const outcome = typeof restored === "string" ? restored : `${record.kind}: ${restored.message}`;
    said[outcome] = (said[outcome] ?? 0) + 1;
  });
  for (const [line, text] of lines.entries()) {
    await target.add({ line, record: readRecord(text) as StoreRecord });
  }
  await target.flush();
  return said;
}

const stores = emptyStores();

/** What lines say: fields, and groups, have no order. */
function said(lines: readonly string[]): unknown {
  const records = lines.map(
    (line) => JSON.parse(line) as { readonly kind: string; readonly id: string },
  );
  const isGroup = ({ kind }: (typeof records)[0]) => kind === "group";
  const groups = records.filter(isGroup).sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...groups, ...records.filter((record) => !isGroup(record))];
}

test("what comes out of a store of any kind goes into any other one, and is equal there", async () => {
  await using store = disposable(await seeded());
  const lines = await linesOf(store.store);
  const kinds = new Set(lines.map((line) => JSON.parse(line).kind));
  expect([...kinds].sort()).toEqual([
    "group",
    "job",
    "key",
    "queue",
    "run",
    "schedule",
    "workflow",
  ]);
  for (const open of Object.values(stores)) {
    await using other = await open();
    const all = { RESTORED: lines.length };
    expect(await importLines(other.store, lines)).toEqual(all);
    expect(said(await linesOf(other.store))).toEqual(said(lines));
    // A second import makes nothing twice.
    expect(await importLines(other.store, lines)).toEqual({ EXISTS: lines.length });
    expect(said(await linesOf(other.store))).toEqual(said(lines));
  }
});

test("what was imported goes on: schedules find their next times, and the run its next step", async () => {
  await using store = disposable(await seeded());
  const lines = await linesOf(store.store);
  await using other = await stores.memory();
  await importLines(other.store, lines);
  const maintainer = new Maintainer({
    ...{ store: other.store, name: "m", logger: { info: () => {}, error: () => {} } },
  });
  maintainer.start();
  try {
    await expect.poll(async () => (await other.store.schedules.due(10)).due).toEqual([]);
    expect((await other.store.schedules.due(10)).nextAt).toBeGreaterThan(0);
    const client = new Client({ store: other.store });
    expect(await client.schedules.get("paused")).toMatchObject({
      state: "PAUSED",
      pause: { by: "ada" },
    });
    const lease = { types: ["step"], maxJobs: 1, leaseMs: HOUR_MS, waitMs: 0, workerId: "w" };
    const [first] = await other.store.lease(lease);
    const outcome = { kind: "completed", result: bytes("1") } as const;
    await other.store.settle([{ jobId: first?.job.id ?? "", token: first?.token ?? 0, outcome }]);
    const [second] = await other.store.lease({ ...lease, waitMs: 10_000 });
    expect(second?.job.run).toMatchObject({ step: "two" });
  } finally {
    await maintainer.stop();
  }
});

test("a job that changes while it is read is read again, so that its line can be imported", async () => {
  await using store = disposable(await seeded());
  const { archive, queues } = store.store;
  let resumed = false;
  const changing = new Proxy(store.store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "archive") return typeof value === "function" ? value.bind(target) : value;
      const standings: typeof archive.standings = async (jobs) => {
        const isKept = jobs.some(({ type, status }) => type === "keyed" && status === "FAILED");
        // The job had been read by then.
        if (isKept && !resumed) await queues.resumeKey("keyed", "a");
        resumed ||= isKept;
        return await archive.standings(jobs);
      };
      return { ...bound(archive), standings };
    },
  });
  const lines = await linesOf(changing);
  expect(resumed).toBe(true);
  await using other = await stores.memory();
  expect(await importLines(other.store, lines)).toEqual({ RESTORED: lines.length });
});

/** The methods of `archive` that an export calls. */
function bound(archive: Store["archive"]): Pick<Store["archive"], "groups" | "run"> {
  return { groups: (cursor) => archive.groups(cursor), run: (id) => archive.run(id) };
}

function disposable(store: Store) {
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
