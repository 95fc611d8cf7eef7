import { request } from "node:http";
import { text } from "node:stream/consumers";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, expect, test } from "vitest";
import { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";

let server: MillraceServer;

afterEach(() => server.stop(0));

/** Serves on `host`, and asks the server by names: resolves with the status and the body. */
async function open(host: string, options: Partial<MillraceServerOptions> = {}) {
  server = new MillraceServer(new MemoryStore(), {
    version: "0.0.0-test",
    maintain: false,
    ...options,
  });
  const { port } = await server.start(0, host);
  return (name: string, path: string, body?: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const headers = { host: name, ...(body && { "content-type": "application/json" }) };
      const method = body === undefined ? "GET" : "POST";
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
        text(answer).then((read) => resolve({ status: answer.statusCode, body: read }), reject);
      });
      sent.on("error", reject).end(body);
    });
}

test("on this machine alone, no page of another name reaches anything", async () => {
  const ask = await open("127.0.0.1", { dashboard: {}, metrics: true });
  const enqueue = ["/millrace.v1.JobService/Enqueue", '{"type": "t"}'] as const;
  for (const name of ["evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"])
    for (const [path, body] of [
      ["/"],
      ["/ui/"],
      ["/metrics"],
      ["/v1/queues"],
      ["/v1/jobs", '{"type": "t"}'],
      enqueue,
      [`/ui/api${enqueue[0]}`, enqueue[1]],
    ] as const) {
      const answer = await ask(name, path, body);
      expect({ name, path, status: answer.status }).toEqual({ name, path, status: 403 });
      expect(JSON.parse(answer.body)).toMatchObject({
        code: "permission_denied",
        message: expect.stringContaining("--hosts"),
      });
    }
  const { status, body } = await ask("localhost", "/v1/jobs");
  expect({ status, jobs: JSON.parse(body).jobs ?? [] }).toEqual({ status: 200, jobs: [] });
});

test.for([
  "localhost",
  "LOCALHOST:8080",
  "localhost.",
  "ui.localhost:1",
  "127.0.0.1:80",
  "[::1]:8080",
  "10.1.2.3",
])("on this machine alone, it is reached as %s", async (name) => {
  const ask = await open("127.0.0.1");
  expect(await ask(name, "/healthz")).toMatchObject({ status: 200 });
});

test("a name that is allowed is reached, with any port, and none of its relatives", async () => {
  const ask = await open("127.0.0.1", { hosts: ["Queue.example.com"] });
  expect(await ask("queue.example.com:8443", "/healthz")).toMatchObject({ status: 200 });
  expect(await ask("a.queue.example.com", "/healthz")).toMatchObject({ status: 403 });
});

test("a server of more than this machine is reached by any name, unless names are said", async () => {
  const ask = await open("0.0.0.0");
  expect(await ask("anything.example", "/healthz")).toMatchObject({ status: 200 });
  await server.stop(0);
  const askNamed = await open("0.0.0.0", { hosts: ["queue.example.com"] });
  expect(await askNamed("anything.example", "/healthz")).toMatchObject({ status: 403 });
  expect(await askNamed("queue.example.com", "/healthz")).toMatchObject({ status: 200 });
});
