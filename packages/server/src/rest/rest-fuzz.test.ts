import http from "node:http";
import { gunzipSync } from "node:zlib";
import type { DescMessage } from "@bufbuild/protobuf";
import { enqueueOne, type Store } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MillraceServer } from "../millrace-server.ts";
import { BINDINGS } from "../test/rest-server.ts";

let store: Store;
let server: MillraceServer;
let port: number;
let jobId: string;
const agent = new http.Agent({ keepAlive: true });

beforeAll(async () => {
  store = new MemoryStore();
  server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  port = (await server.start(0, "127.0.0.1")).port;
  await makeJob();
});

async function makeJob() {
  // A request may have drained it.
  await store.queues.resume("a");
  jobId = (await enqueueOne(store, { type: "a" })).job.id;
}

afterAll(async () => {
  agent.destroy();
  await server.stop(0);
  await store.close();
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** By the driver of Node, which sends what `fetch` would refuse or tidy up. */
function ask({ method, path, headers, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    // Node leaves it out for a GET, whose body would then be read as the next request.
    const length = { "content-length": Buffer.byteLength(body ?? "") };
    const options = { port, host: "127.0.0.1", agent, method, path };
    const request = http.request({ ...options, headers: { ...headers, ...length } });
    request.on("error", reject);
    request.on("response", (response) => {
      const status = response.statusCode ?? 0;
      const type = response.headers["content-type"] ?? "";
      // A watch goes on.
      if (status === 200 && /event-stream|ndjson/.test(type)) {
        request.destroy();
        resolve({ status, type, text: "" });
        return;
      }
      const chunks: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        const isPlain = bytes.length === 0 || response.headers["content-encoding"] === undefined;
        resolve({ status, type, text: String(isPlain ? bytes : gunzipSync(bytes)) });
      });
    });
    request.end(body);
  });
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] as const;

/** The field names of a message and of those in it. */
function fieldNames({ fields }: DescMessage, depth = 2): string[] {
  return fields.flatMap((field) => [
    field.jsonName,
    field.name,
    ...(field.message && depth > 0 ? fieldNames(field.message, depth - 1) : []),
  ]);
}

/** What REST serves, each with the names that its requests know; and what may look like it. */
const ROUTES = BINDINGS.map(({ httpMethod, path, method }) => ({
  method: httpMethod,
  path: path.replace(/\{(id|job_id)\}/, "JOB").replace(/\{\w+\}/, "a"),
  names: [...new Set([...fieldNames(method.input), "payload", "__proto__", "metadata[k]"])],
}));
const HEADERS = [
  ...["if-match", "if-none-match", "idempotency-key", "last-event-id", "millrace-timeout"],
  ...["prefer", "accept", "content-type", "content-encoding", "accept-encoding", "x-request-id"],
  ...["origin", "authorization"],
] as const;

/** What a request may say anywhere: near to what is right, or far from it. */
function texts() {
  return fc.oneof(
    fc.constantFrom("", "a", "1", "-1", "0", '"1"', 'W/"1"', "*", "1s", "-5s", "FAILED", "none"),
    fc.constantFrom("1e999", "99999999999999999999", "2030-01-31T09:00:00Z", "gzip", "%", "%00"),
    fc.constantFrom("application/json", "text/event-stream", "application/x-ndjson", "a:b", ".."),
    fc.string({ unit: "grapheme", maxLength: 20 }),
  );
}

/** A path as somebody may mistype or forge it. */
function wildPaths() {
  const segment = fc.oneof(
    fc.constantFrom("jobs", "queues", "leases", "stats", "workers", "events", "JOB", "a%3Alease"),
    fc.constantFrom("", ".", "..", "%2F", "%", "%ff", "%00", ":", "a:b:", "0-0000000000000000"),
    fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
  );
  const segments = fc.array(segment, { maxLength: 4 });
  const verb = fc.constantFrom("", ":cancel", ":lease", ":settle", ":none", "%3Acancel");
  return fc.tuple(segments, verb).map(([path, verb]) => `/v1/${path.join("/")}${verb}`);
}

/** Where a request goes: mostly by a method that the path has. */
function targets() {
  const wild = fc.record({
    method: fc.constantFrom(...METHODS),
    path: wildPaths(),
    names: fc.constant(["id", "type"]),
  });
  const known = fc.constantFrom(...ROUTES);
  const otherMethod = fc
    .tuple(known, fc.constantFrom(...METHODS))
    .map(([route, method]) => ({ ...route, method }));
  return fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 1, arbitrary: otherMethod },
    { weight: 2, arbitrary: wild },
  );
}

function queries(names: readonly string[]) {
  const name = fc.oneof(fc.constantFrom(...names), texts());
  return fc.array(fc.tuple(name, texts()), { maxLength: 2 }).map((pairs) => {
    const query = new URLSearchParams(pairs);
    return query.size === 0 ? "" : `?${query}`;
  });
}

function bodies(names: readonly string[]) {
  const value = fc.oneof(texts(), fc.jsonValue({ maxDepth: 2 }));
  const inner = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 });
  const fields = fc.dictionary(fc.constantFrom(...names), fc.oneof(value, inner, fc.array(inner)), {
    maxKeys: 3,
  });
  const right = fc.constantFrom({}, { type: "a" }, { types: ["a"], workerId: "w" }, { token: "1" });
  const object = fc
    .tuple(fields, right)
    .map(([some, right]) => JSON.stringify({ ...some, ...right }));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: object },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: texts() },
  );
}

/** Latin letters alone, which a header can carry. */
function headers() {
  const value = texts().map((text) => text.replace(/[^\t\x20-\x7e]/g, ""));
  return fc
    .tuple(fc.dictionary(fc.constantFrom(...HEADERS), value, { maxKeys: 2 }), fc.nat(5))
    .map(([some, chance]) => ({
      ...(chance > 0 && { "content-type": "application/json" }),
      ...some,
    }));
}

test("whatever a request says, the answer comes, is no fault of the server, and says what is wrong", async () => {
  const request = targets().chain(({ method, path, names }) =>
    fc.record({
      method: fc.constant(method),
      path: queries(names).map((query) => path + query),
      headers: headers(),
      body: bodies(names),
    }),
  );
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const path = asked.path.replaceAll("JOB", jobId);
      const { status, type, text } = await ask({ ...asked, path });
      if (asked.method === "DELETE" && status === 204) await makeJob();
      expect(status === 504 || status === 503 || (status >= 200 && status < 500)).toBe(true);
      if (status < 400 || asked.method === "HEAD") return;
      expect(type).toBe("application/problem+json");
      const problem = JSON.parse(text);
      expect(problem).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_]+$/) });
      expect(problem.detail).toMatch(/\w+ \w+/);
    }),
    { numRuns: 1_500, seed: Number(process.env["MILLRACE_SEED"] ?? 1) },
  );
});
