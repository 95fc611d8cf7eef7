import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, expect, test, vi } from "vitest";
import { Client } from "./client.ts";
import type { ClientOptions } from "./client-backend.ts";
import * as web from "./web/stores.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-client-"));

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const store = new MemoryStore();

test.each<[string, ClientOptions, string]>([
  ["url", { url: "ftp://host" }, "there is no store for ftp:"],
  ["url", { url: 5 as never }, "must be a string"],
  ["url", { url: "memory:", store }, "is not for a given store"],
  ["callTimeout", { store, callTimeout: "5s" }, "is not for a given store"],
  ["store", { store: { enqueue: () => {} } as never }, "must have the methods get, list"],
  ["httpVersion", { url: "redis://host", httpVersion: "1.1" }, "is for a server"],
  ["callTimeout", { url: "redis://host", callTimeout: "soon" as never }, "must be milliseconds"],
  ["logger", { url: "memory:", logger: {} as never }, "must have the method warn"],
  ["adress", { adress: "memory:" } as never, "is no field of a client"],
  ["options", "memory:" as never, "must be an object"],
])("a wrong %s is refused", (field, options, why) => {
  expect(() => new Client(options)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(why),
      violations: [expect.objectContaining({ field })],
    }),
  );
});

test("the environment names where the jobs lie", async () => {
  vi.stubEnv("MILLRACE_URL", "memory:");
  await using client = new Client();
  expect(await client.enqueue("a")).toMatchObject({ created: true });
  vi.stubEnv("MILLRACE_URL", "ftp://host");
  expect(() => new Client()).toThrow("MILLRACE_URL");
});

test("a store that could not be opened is opened by a later call", async () => {
  await using client = new Client({ url: `sqlite:${folder}/jobs.db` });
  await expect(client.enqueue("a")).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
  mkdirSync(folder);
  expect(await client.enqueue("a")).toMatchObject({ created: true });
});

test("a client that has made no call is closed at once, and opens nothing later", async () => {
  const client = new Client({ url: `sqlite:${folder}/jobs.db` });
  await client.close();
  await expect(client.enqueue("a")).rejects.toMatchObject({ message: "the client is closed" });
});

test("a call of a store that does not answer ends with its client", async () => {
  const warnings: string[] = [];
  const logger = { warn: (_: object, message: string) => warnings.push(message) };
  const client = new Client({ url: "redis://127.0.0.1:1", logger, callTimeout: "1h" });
  const refused = expect(client.get("a")).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: "the client is closed",
  });
  await client.close();
  await refused;
  expect(warnings).toEqual([]);
});

test("a store that is away is unavailable, and the logger hears of it", async () => {
  const warnings: string[] = [];
  const logger = { warn: (_: object, message: string) => warnings.push(message) };
  await using client = new Client({ url: "redis://127.0.0.1:1", logger, callTimeout: 50 });
  await expect(client.enqueue("a")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(warnings).toEqual([expect.stringContaining("cannot be reached")]);
});

test("where there is no way to a store, a server must be named", () => {
  const named = expect.objectContaining({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "url", description: expect.stringContaining("address of a server") }],
  });
  for (const url of [undefined, "", "redis://host", "http:", "https//host"]) {
    expect(() => web.readUrl(url)).toThrow(named);
  }
  const server = web.readUrl("https://queue.example.com");
  expect(server).toMatchObject({ kind: "server", href: "https://queue.example.com" });
  expect(() => web.directStore(server, { logger: console, timeoutMs: undefined })).toThrow(named);
});

test("calls take effect in their order, whether they wait for the store to be opened or not", async () => {
  await using client = new Client({ url: "memory:" });
  let isOpen = false;
  const enqueues = [client.enqueue("a", 0)];
  void enqueues[0]?.then(() => {
    isOpen = true;
  });
  const enqueueNext = () => enqueues.push(client.enqueue("a", enqueues.length));
  while (!isOpen) {
    enqueueNext();
    await Promise.resolve();
    enqueueNext();
    await new Promise((resolve) => setImmediate(resolve));
  }
  enqueueNext();
  await Promise.all(enqueues);
  const listed = await Array.fromAsync(client.list({ type: "a", view: "FULL" }));
  expect(listed.map((job) => job.json())).toEqual([...enqueues.keys()]);
});
