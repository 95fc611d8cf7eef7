import { Client } from "@millrace/client";
import { RemoteJobSource } from "@millrace/client/worker";
import type { Lease, Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let store: MemoryStore;
let server: MillraceServer;
let port: number;
let client: Client;
let source: RemoteJobSource;

beforeEach(async () => {
  store = new MemoryStore();
  port = 0;
  await startServer();
  const url = `http://127.0.0.1:${port}`;
  client = new Client({ url });
  source = new RemoteJobSource({ url });
});

afterEach(async () => {
  await client.close();
  await source.close();
  await server.stop(0);
  await store.close();
});

/** On the port of the server before, over the same jobs. */
async function startServer(over: Store = store) {
  server = new MillraceServer(over, { version: "0.0.0-test", maintain: false });
  ({ port } = await server.start(port, "127.0.0.1"));
}

async function leaseOne(): Promise<Lease> {
  const [lease] = await source.lease({
    types: ["email"],
    maxJobs: 1,
    leaseMs: 60_000,
    waitMs: 10_000,
    workerId: "worker-1",
  });
  if (lease === undefined) throw new Error("no job was due");
  return lease;
}

const complete = ({ job, token }: Lease) =>
  source.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);

test("a client finds a restarted server by itself", async () => {
  await client.enqueue("email");
  await server.stop(0);
  await expect(client.enqueue("email")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await startServer();
  expect(await client.enqueue("email")).toMatchObject({ created: true });
});

test("a watch goes on over a restart and misses nothing that lasts", async () => {
  const { job } = await client.enqueue("email");
  const seen: number[] = [];
  const statuses: string[] = [];
  const first = Promise.withResolvers<void>();
  const watching = (async () => {
    for await (const event of client.watch({ id: job.id })) {
      seen.push(event.sequence);
      statuses.push(event.job.status);
      first.resolve();
    }
  })();
  await first.promise;
  await server.stop(0);
  await store.cancel(job.id);
  await startServer();
  await watching;
  expect(statuses).toEqual(["PENDING", "CANCELLED"]);
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
});

test("waiting for a job outlasts a restart", async () => {
  await server.stop(0);
  const seen = Promise.withResolvers<void>();
  await startServer(withWatched(seen.resolve));
  const { job } = await client.enqueue("email");
  const waiting = client.waitFor(job.id);
  // A wait that has seen nothing yet would end with its server.
  await seen.promise;
  const lease = await leaseOne();
  await server.stop(0);
  await startServer();
  await complete(lease);
  expect(await waiting).toMatchObject({ id: job.id, status: "COMPLETED" });
});

describe("a settle", () => {
  test("waits for the server to come back", async () => {
    await client.enqueue("email");
    const lease = await leaseOne();
    await server.stop(0);
    const settled = complete(lease);
    await startServer();
    expect(await settled).toEqual([{ status: "COMPLETED" }]);
  });

  test("whose answer was lost is answered as it was, and takes effect once", async () => {
    await client.enqueue("email");
    await server.stop(0);
    const done = Promise.withResolvers<void>();
    await startServer(withSilentSettle(done.resolve));
    const lease = await leaseOne();
    const settled = complete(lease);
    await done.promise;
    const { sequence } = await store.get(lease.job.id);
    await server.stop(0);
    await startServer();
    expect(await settled).toEqual([{ status: "COMPLETED" }]);
    expect(await store.get(lease.job.id)).toMatchObject({ status: "COMPLETED", sequence });
  });
});

/** The store, which tells when an event has gone to whoever watches. */
function withWatched(onSeen: () => void): Store {
  return withMember("watch", async function* (...args: Parameters<Store["watch"]>) {
    for await (const event of store.watch(...args)) {
      yield event;
      onSeen();
    }
  });
}

/** The store, but a settle that is done is never answered. */
function withSilentSettle(onDone: () => void): Store {
  return withMember("settle", async (...args: Parameters<Store["settle"]>) => {
    await store.settle(...args);
    onDone();
    return new Promise(() => {});
  });
}

function withMember(changed: keyof Store, instead: unknown): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === changed) return instead;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
