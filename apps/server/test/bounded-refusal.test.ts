import { once } from "node:events";
import http2 from "node:http2";
import { text } from "node:stream/consumers";
import { Code } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { BadRequestSchema } from "@millrace/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./serve.ts";

let served: Served;
let session: http2.ClientHttp2Session;

beforeAll(async () => {
  served = await serve();
  session = http2.connect(served.url);
});

afterAll(async () => {
  session.close();
  await served[Symbol.asyncDispose]();
});

/** Calls over the one connection, by gRPC in JSON; the error, and the bytes of its trailers. */
async function refusal(method: string, message: object) {
  const stream = session.request({
    ":method": "POST",
    ":path": `/${method}`,
    "content-type": "application/grpc+json",
    te: "trailers",
  });
  const body = Buffer.from(`-----${JSON.stringify(message)}`);
  body.writeUInt8(0, 0);
  body.writeUInt32BE(body.length - 5, 1);
  stream.end(body);
  const ending = once(stream, "trailers") as Promise<[http2.IncomingHttpHeaders]>;
  await text(stream);
  const [trailers] = await ending;
  const headers = new Headers(Object.entries(trailers).map(([name, value]) => [name, `${value}`]));
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 32;
  return { error: findTrailerError(headers), bytes };
}

const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const LONG = "é".repeat(20_000);

test.each([
  ["a thousand bad items", "millrace.v1.WorkerService/Extend", { items: many(1_000, {}) }],
  ["a batch of bad items", "millrace.v1.WorkerService/Extend", { items: many(50_000, {}) }],
  [
    "many bad types",
    "millrace.v1.WorkerService/Lease",
    { types: many(256, "!"), workerId: "w".repeat(999) },
  ],
  ["far too many types", "millrace.v1.WorkerService/Lease", { types: many(50_000, "") }],
  [
    "metadata with long and malformed keys",
    "millrace.v1.JobService/Enqueue",
    { type: "a", metadata: Object.fromEntries(many(60, 0).map((_, i) => [`${i}${LONG}`, ""])) },
  ],
  ["a long type", "millrace.v1.JobService/Enqueue", { type: LONG }],
  ["a long type to list", "millrace.v1.JobService/ListJobs", { type: LONG }],
  ["a long id", "millrace.v1.JobService/GetJob", { id: LONG }],
  ["a long page token", "millrace.v1.JobService/ListJobs", { pageToken: LONG }],
  ["a long reason", "millrace.v1.JobService/CancelJob", { id: "x", reason: LONG }],
])("%s: the refusal fits into 8 KiB of trailers", async (_, method, message) => {
  const { error, bytes } = await refusal(method, message);
  expect(error?.code).toBeOneOf([Code.InvalidArgument, Code.ResourceExhausted]);
  expect(bytes).toBeLessThan(8 * 1024);
  expect(session.closed).toBe(false);
});

test("a service with a long name is unknown in few words as well", async () => {
  const { error, bytes } = await refusal("grpc.health.v1.Health/Check", { service: LONG });
  expect(error?.code).toBe(Code.NotFound);
  expect(bytes).toBeLessThan(8 * 1024);
});

test("an answer names the first 20 fields at fault, and counts the others", async () => {
  const { error } = await refusal("millrace.v1.WorkerService/Extend", { items: many(1_000, {}) });
  expect(error?.rawMessage).toMatch(/^cannot extend: items\[0\]\.job_id must not be empty; /);
  expect(error?.rawMessage).toMatch(/; and 980 more$/);
  const [details] = error?.findDetails(BadRequestSchema) ?? [];
  expect(details?.fieldViolations).toHaveLength(20);
});
