import { Bench, outageSuite } from "@millrace/store-conformance";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { expect, test, vi } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const TIMEOUT_MS = 600;

const schema = testSchema();

function makeStore(at: string, timeoutMs?: number): PostgresStore {
  const options = timeoutMs === undefined ? undefined : { timeoutMs };
  return new PostgresStore(at, { schema: schema.name, ...options });
}

outageSuite(
  "Postgres",
  async () => {
    await schema.empty();
    return { url, makeStore, hears: (store) => (store as PostgresStore).hears };
  },
  { timeoutMs: TIMEOUT_MS, readsFirst: true },
);

test("a server that ends its connections is connected to again", async () => {
  await schema.empty();
  const store = makeStore(url, TIMEOUT_MS);
  const bench = new Bench({ store, source: store, close: () => store.close() });
  await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
  const { id } = await bench.enqueue();
  await store.get(id);
  // Those of this schema alone: other tests use the server at the same time.
  const { rows } = await schema.client.query(
    "SELECT application_name, pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'millrace-%' AND position($1 in query) > 0 AND pid <> pg_backend_pid()",
    [schema.name],
  );
  const ended = rows.map((row) => row.application_name);
  expect(ended).toEqual(expect.arrayContaining(["millrace-enqueue", "millrace-operate"]));
  expect((await store.get(id)).id).toBe(id);
  expect((await bench.enqueue()).id).not.toBe(id);
  await store.close();
});

test("a server that goes silent while it is looked at is tried again", async () => {
  await using proxy = await TcpProxy.start(url);
  proxy.loseAnswers((answer) => answer.includes("pg_is_in_recovery"));
  const store = makeStore(proxy.url, TIMEOUT_MS);
  await expect(store.ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("cannot be reached"),
  });
  proxy.loseAnswers(() => false);
  await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
  await store.close();
});

test("a call says that the store is not ready, as long as the first look goes on", async () => {
  await using proxy = await TcpProxy.start(url);
  proxy.mode = { kind: "paused" };
  const store = makeStore(proxy.url, TIMEOUT_MS);
  await expect(store.ping()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining(new URL(proxy.url).host),
  });
  await store.close();
});

test("a server that goes silent as it is listened to is listened to again", async () => {
  await using proxy = await TcpProxy.start(url);
  const listened = Promise.withResolvers<void>();
  proxy.loseAnswers((answer) => {
    const isListen = answer.includes("LISTEN");
    if (isListen) listened.resolve();
    return isListen;
  });
  const store = makeStore(proxy.url, TIMEOUT_MS);
  const unsubscribe = store.onCancelRequested(() => {});
  await listened.promise;
  proxy.loseAnswers(() => false);
  await vi.waitFor(() => expect(store.hears).toBe(true), { timeout: 10_000, interval: 1 });
  unsubscribe();
  await store.close();
});

test("a store that was made before its server came says at first that it is not there", async () => {
  await using proxy = await TcpProxy.start(url);
  await proxy.refuse();
  const early = makeStore(proxy.url, TIMEOUT_MS);
  await expect(early.ready()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await proxy.listen();
  await vi.waitFor(() => early.ping(), { timeout: 10_000, interval: 1 });
  await early.close();
});
