import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "@millrace/client";
import { RemoteJobSource } from "@millrace/client/worker";
import { Worker } from "@millrace/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./serve.ts";

let served: Served;
let proxy: Server;
/** That of the proxy. */
let url: string;

/** A reverse proxy as many are: HTTP/1.1 on both sides, streams passed on as they come. */
beforeAll(async () => {
  served = await serve();
  proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ port: served.port, host: "127.0.0.1", method, path, headers });
    onward.once("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.once("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterAll(async () => {
  proxy.close();
  proxy.closeAllConnections();
  await served[Symbol.asyncDispose]();
});

const TOLD = /does not speak HTTP\/2: have the proxy pass on HTTP\/2.*httpVersion: "1\.1"/;

test("a client that is not told of it says what to set", async () => {
  await using client = new Client({ url });
  await expect(client.enqueue("a", 1)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(TOLD),
  });
});

test("a worker that is not told of it says in its log what to set, and to whom", async () => {
  const told = Promise.withResolvers<string>();
  const logger = {
    info() {},
    warn() {},
    error: (details: object) => told.resolve(String((details as { err?: unknown }).err)),
  };
  await using worker = new Worker("a", () => {}, { url, logger });
  await worker.start();
  expect(await told.promise).toMatch(TOLD);
  expect(await told.promise).toContain('source: new RemoteJobSource({ url, httpVersion: "1.1" })');
});

test("client and worker do all of their work through it by HTTP/1.1", async () => {
  await using client = new Client({ url, httpVersion: "1.1" });
  const source = new RemoteJobSource({ url, httpVersion: "1.1" });
  const begun = Promise.withResolvers<void>();
  const handlers = {
    add: (job: { json: () => unknown }) => (job.json() as number) + 1,
    endless: async (_job: unknown, { signal }: { signal: AbortSignal }) => {
      begun.resolve();
      await once(signal, "abort");
      signal.throwIfAborted();
    },
  };
  await using worker = new Worker(handlers, { source, lease: "1s" });
  await worker.start();

  const jobs = await Promise.all([1, 2, 3].map((n) => client.enqueue("add", n)));
  const done = await Promise.all(jobs.map(({ job }) => client.waitFor(job.id)));
  expect(done.map((job) => job.resultJson())).toEqual([2, 3, 4]);

  const { job } = await client.enqueue("endless");
  await begun.promise;
  await client.cancel(job.id, "enough");
  expect((await client.waitFor(job.id)).status).toBe("CANCELLED");
  await worker.stop();
  await source.close();
});
