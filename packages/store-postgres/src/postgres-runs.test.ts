import { type Lease, type RunJob, runStepIds } from "@millrace/core";
import { workflowSuite } from "@millrace/store-conformance";
import { describe, expect, onTestFinished, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testedStore, testSchema, url } from "./test/test-schema.ts";

workflowSuite("the Postgres store", testedStore(testSchema(), url));

describe("many runs on Postgres", () => {
  const schema = testSchema();
  const RUNS = 1_000;
  const BATCH = 100;

  const openStore = () => {
    const store = new PostgresStore(url, { schema: schema.name });
    onTestFinished(() => store.close());
    return store;
  };
  const jobOf = (runId: string, step: string, index = 0): RunJob => ({
    id: runStepIds(runId, step, 1)(index),
    place: { step, epoch: 1 },
    request: { type: step },
  });
  const make = async (store: PostgresStore, jobsOf: (id: string) => readonly RunJob[]) => {
    const id = await store.runs.newId();
    const run = { id, workflow: "w", state: "RUNNING", record: "0", taken: [] };
    await store.runs.change({ ...run, ifVersion: 0, jobs: jobsOf(id) });
    return id;
  };
  const lease = (store: PostgresStore, type: string) =>
    store.lease({ types: [type], maxJobs: BATCH, leaseMs: 60_000, waitMs: 0, workerId: type });
  const complete = (store: PostgresStore, leases: readonly Lease[]) =>
    store.settle(
      leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
    );

  test("whose steps end at the same moment go on once each, and none is forgotten", async () => {
    const stores = [openStore(), openStore(), openStore()] as const;
    const [own, ...workers] = stores;
    await Promise.all(
      Array.from({ length: RUNS }, () => make(own, (id) => [jobOf(id, "b"), jobOf(id, "c")])),
    );
    let ended = 0;
    // Those of one come in the other order, so that who locks as they come would wait in a circle.
    const work = async (store: PostgresStore, type: string) => {
      for (;;) {
        const leases = await lease(store, type);
        if (leases.length === 0) return;
        const results = await complete(store, type === "b" ? leases : leases.toReversed());
        expect(results.filter((result) => "error" in result)).toEqual([]);
        ended += results.length;
      }
    };
    let started = 0;
    const decide = async (store: PostgresStore, id: string) => {
      const { stored, news } = await store.runs.get(id, { maxNews: 10 });
      if (stored === undefined || news.length === 0) return;
      const open = 2 - Number(stored.record) - news.length;
      const { changed } = await store.runs.change({
        ...{ ...stored, ifVersion: stored.version, record: `${2 - open}` },
        taken: news.map(({ number }) => number),
        jobs: open === 0 ? [jobOf(id, "d")] : [],
      });
      if (changed && open === 0) started++;
    };
    const look = async (store: PostgresStore) => {
      for (;;) {
        const { due } = await store.runs.due(BATCH);
        if (due.length === 0 && ended === 2 * RUNS) return;
        await Promise.all(due.map((id) => decide(store, id)));
      }
    };
    await Promise.all([
      ...workers.map((store, i) => work(store, i === 0 ? "b" : "c")),
      ...stores.map(look),
    ]);
    expect(started).toBe(RUNS);
    let leased = 0;
    for (let some = await lease(own, "d"); some.length > 0; some = await lease(own, "d")) {
      leased += some.length;
    }
    expect(leased).toBe(RUNS);
  });

  test("are told of many ends by one statement, and none is run for others", async () => {
    await schema.client.query(`
      CREATE TABLE ${schema.of("told")} (at bigint);
      CREATE FUNCTION ${schema.of("note")}() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN INSERT INTO ${schema.of("told")} VALUES (1); RETURN NULL; END $$;
      CREATE TRIGGER told AFTER INSERT ON ${schema.of("run_news")}
        FOR EACH STATEMENT EXECUTE FUNCTION ${schema.of("note")}()`);
    const told = async () =>
      (await schema.client.query(`SELECT count(*)::int AS n FROM ${schema.of("told")}`)).rows[0].n;
    const store = openStore();
    await store.enqueue(Array.from({ length: BATCH }, () => ({ type: "plain" })));
    await complete(store, await lease(store, "plain"));
    expect(await told()).toBe(0);
    const all = Array.from({ length: BATCH }, (_, i) => i);
    const id = await make(store, (run) => all.map((i) => jobOf(run, "many", i)));
    await complete(store, await lease(store, "many"));
    expect(await told()).toBe(1);
    expect((await store.runs.get(id, { maxNews: 2 * BATCH })).news).toHaveLength(BATCH);
  });
});
