import { create, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { MillraceError } from "@millrace/core";
import { GetJobResponseSchema, JobService, ServerService } from "@millrace/protocol";
import { afterEach, expect, test } from "vitest";
import { Connection } from "../connection.ts";
import { createTransport } from "./create-transport.ts";

const URL = "http://localhost:1";
const ANSWER = { headers: { "content-type": "application/proto" } };

let connection: Connection | undefined;

afterEach(() => connection?.close());

/** Asks a server, which `fetch` stands for. */
function ask(fetch: typeof globalThis.fetch, signal?: AbortSignal): Promise<unknown> {
  const opened = new Connection({ transport: createTransport({ url: URL, fetch }) });
  connection = opened;
  const rpc = createClient(ServerService, opened.transport);
  return rpc.getServerInfo({}, signal && { signal });
}

test("a call is one request, with its body in one piece", async () => {
  let seen: Parameters<typeof globalThis.fetch> | undefined;
  await ask(async (...args) => {
    seen = args;
    return new Response(new Uint8Array(), ANSWER);
  });
  expect(seen?.[0]).toBe(`${URL}/millrace.v1.ServerService/GetServerInfo`);
  expect(seen?.[1]).toMatchObject({ method: "POST", body: new Uint8Array() });
});

test("a request that the browser refuses names what it may be", async () => {
  const refused = ask(() => Promise.reject(new TypeError("Failed to fetch")));
  await expect(refused).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/Failed to fetch; .*CORS/),
  });
});

test("a call that is not answered in time names what may take up a browser's connections", async () => {
  const never = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const transport = createTransport({ url: URL, fetch: never });
  const opened = new Connection({ transport, callTimeout: 1 });
  const rpc = createClient(ServerService, opened.transport);
  await expect(rpc.getServerInfo({})).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/timed out; in a browser, .*SharedWatcher/),
  });
  transport.close();
});

test("an answer that a proxy has compressed is read as fetch gives it, without compression", async () => {
  const header = { ...ANSWER.headers, "content-encoding": "gzip", "content-length": "20" };
  const version = [10, 5, ...new TextEncoder().encode("1.2.3")];
  const answer = ask(async () => new Response(Uint8Array.from(version), { headers: header }));
  expect(await answer).toMatchObject({ version: "1.2.3" });
});

const HTML = { headers: { "content-type": "text/html" } };

test("an answer that is none of a Millrace server counts as none", async () => {
  const foreign = ask(async () => new Response("<h1>Welcome!</h1>", HTML));
  await expect(foreign).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining('"Welcome!"'),
  });
});

test("the end of the connection ends a request that is under way", async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const answer = ask((_, init) => {
    const signal = init?.signal as AbortSignal;
    asked.resolve(signal);
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  });
  const signal = await asked.promise;
  connection?.close();
  await expect(answer).rejects.toMatchObject({ code: "UNAVAILABLE", message: /closed/ });
  expect(signal.aborted).toBe(true);
});

test("what the small codec cannot read or write is read, written or refused by protobuf's", async () => {
  const job = { id: "0-a", runAt: { seconds: -1n } };
  const answer = toBinary(GetJobResponseSchema, create(GetJobResponseSchema, { job }));
  const answered = async () => new Response(answer, ANSWER);
  const opened = new Connection({ transport: createTransport({ url: URL, fetch: answered }) });
  connection = opened;
  const rpc = createClient(JobService, opened.transport);
  expect(await rpc.getJob({ id: "0-a" })).toMatchObject({ job });
  expect(await rpc.enqueue({ priority: -1 })).toMatchObject({ created: false });
  await expect(rpc.enqueue({ priority: 0.5 })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(/cannot be sent: .*0\.5/),
  });
});

test("a version of HTTP cannot be chosen", () => {
  expect(() => createTransport({ url: URL, httpVersion: "1.1" })).toThrow(MillraceError);
  expect(() => createTransport({ url: URL, httpVersion: "1.1" })).toThrow(/httpVersion.*fetch/);
});
