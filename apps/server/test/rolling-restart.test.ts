import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Client } from "@millrace/client";
import { RemoteJobSource } from "@millrace/client/worker";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { expect, test } from "vitest";

const ROUNDS = 6;
const JOBS_A_ROUND = 60;
const CLIENTS = 4;
/** How long a server that stops lets its calls end. */
const DRAIN_MS = 10_000;

/** Passes new connections on to the server that is `current`, as a load balancer does. */
class Balancer implements AsyncDisposable {
  current = 0;
  readonly #server = createServer((near) => {
    const far = connect(this.current, "127.0.0.1");
    near.setNoDelay(true);
    far.setNoDelay(true);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => {});
      one.once("close", () => other.destroy());
    }
  });

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
  }
}

test("servers that are replaced one after the other under load give no client and no worker an error", async () => {
  const store = new MemoryStore();
  const start = async () => {
    const server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
    balancer.current = (await server.start(0, "127.0.0.1")).port;
    return server;
  };
  await using balancer = new Balancer();
  const url = await balancer.start();
  let server = await start();
  const errors: unknown[] = [];
  const completed: string[] = [];
  const ids: string[] = [];
  const stop = new AbortController();

  const produce = async (client: Client) => {
    while (!stop.signal.aborted) {
      await client.enqueue("task", 1).then(
        ({ job }) => ids.push(job.id),
        (error) => errors.push(error),
      );
    }
  };
  const work = async (source: RemoteJobSource) => {
    const request = { types: ["task"], maxJobs: 5, leaseMs: 30_000, workerId: "w", waitMs: 100 };
    while (!stop.signal.aborted || completed.length < ids.length) {
      try {
        const leases = await source.lease(request);
        const outcome = { kind: "completed" } as const;
        const items = leases.map(({ job, token }) => ({ jobId: job.id, token, outcome }));
        if (items.length === 0) continue;
        const results = await source.settle(items);
        for (const [i, result] of results.entries()) {
          if ("error" in result) errors.push(result.error);
          else completed.push(items[i]?.jobId ?? "");
        }
      } catch (error) {
        errors.push(error);
        return;
      }
    }
  };

  const clients = Array.from({ length: CLIENTS }, () => new Client({ url }));
  const source = new RemoteJobSource({ url });
  const parties = [...clients.map(produce), work(source)];
  for (let round = 1; round <= ROUNDS; round++) {
    await expect.poll(() => ids.length + errors.length).toBeGreaterThan(round * JOBS_A_ROUND);
    const old = server;
    server = await start();
    // The system resets what the old server has not accepted by the time its port is closed.
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    await old.stop(DRAIN_MS);
  }
  stop.abort();
  await Promise.all(parties);
  expect(errors).toEqual([]);
  expect([...completed].sort()).toEqual([...ids].sort());
  await Promise.all([...clients, source].map((party) => party.close()));
  await server.stop(0);
  await store.close();
});
