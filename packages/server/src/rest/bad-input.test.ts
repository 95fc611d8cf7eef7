import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { enqueueOne, type Store } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MillraceServer } from "../millrace-server.ts";
import type { PortLimits } from "../port-limits.ts";
import { BINDINGS } from "../test/rest-server.ts";

let store: Store;
let server: MillraceServer;
let port: number;
/** Of the one job that there is, which is over. */
let id: string;

beforeAll(async () => {
  store = new MemoryStore();
  ({ server, port } = await start());
  id = (await enqueueOne(store, { type: "a" })).job.id;
  await store.cancel(id);
});

afterAll(async () => {
  await server.stop(0);
  await store.close();
});

async function start(portLimits: Partial<PortLimits> = {}) {
  const options = { version: "0.0.0-test", maintain: false, metrics: true, portLimits };
  const server = new MillraceServer(store, options);
  const { port } = await server.start(0, "127.0.0.1");
  return { server, port };
}

interface Answered {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** What the server answers to these very bytes. */
async function send(bytes: string, to = port): Promise<Answered> {
  const socket = open(to);
  socket.write(Buffer.from(bytes, "latin1"));
  return read(await text(socket));
}

function open(to: number): Socket {
  return connect(to, "127.0.0.1").on("error", () => {});
}

function read(answer: string): Answered {
  const end = answer.indexOf("\r\n\r\n");
  const head = answer.slice(0, end);
  return { status: Number(head.split(" ")[1]), head, body: answer.slice(end + 4) };
}

/** A request on a connection of its own; the body as its bytes. */
function request(method: string, target: string, headers: readonly string[] = [], body = "") {
  const length = method === "GET" ? [] : [`Content-Length: ${body.length}`];
  const lines = [`${method} ${target} HTTP/1.1`, "Host: localhost", "Connection: close", ...length];
  return send(`${[...lines, ...headers].join("\r\n")}\r\n\r\n${body}`);
}

function enqueue(headers: readonly string[], body = '{"type":"a"}') {
  return request("POST", "/v1/jobs", [JSON_TYPE, ...headers], body);
}

/** A refusal in words, that has changed nothing. */
async function expectRefusal({ body }: Answered, words = /\w+ \w+/): Promise<void> {
  expect(body).toMatch(words);
  const { jobs } = await store.list({});
  expect(jobs).toMatchObject([{ id, status: "CANCELLED" }]);
}

const JSON_TYPE = "Content-Type: application/json";
const LONG = "a".repeat(10_000);

describe("a path that is no path of ours", () => {
  it.each([
    ["GET", "/v1/../v1/jobs", 404],
    ["GET", "/v1/jobs/..", 400],
    ["GET", "/v1/jobs/../queues/a", 404],
    ["GET", "/v1/jobs/%2e%2e", 400],
    ["GET", "/v1/jobs/%2E%2E/events", 400],
    ["GET", "/v1/jobs/ID/", 404],
    ["GET", "/v1/jobs/ID%2Fevents", 400],
    ["GET", "/v1/jobs/ID%252Fevents", 400],
    ["GET", "//v1/jobs", 404],
    ["GET", "/v1//jobs", 404],
    ["GET", "/v1/jobs/%00", 400],
    ["GET", "/v1/queues/a%00", 400],
    ["GET", "/v1/queues/%ff", 400],
    ["GET", "/v1/queues/%c3%28", 400],
    ["GET", "/v1/jobs\\..\\jobs", 404],
    ["GET", "/V1/JOBS", 404],
    ["GET", "/v1/jobs;type=a", 404],
    ["GET", `/v1/jobs/${LONG}`, 400],
    ["GET", `/v1/${"a/".repeat(5_000)}`, 404],
    ["GET", "/docs/..%2f..%2fpackage.json", 404],
    ["GET", "/%6detrics", 404],
    ["POST", "/v1/jobs/ID%3Acancel", 405],
    ["POST", "/v1/jobs/ID%3acancel", 405],
    ["POST", "/v1/jobs/ID:%63ancel", 405],
    ["POST", "/v1/jobs/ID:CANCEL", 405],
    ["POST", "/v1/jobs/ID::cancel", 400],
    ["POST", "/v1/jobs/ID:cancel:cancel", 400],
    ["POST", "/v1/jobs/ID:cancel/", 404],
    ["POST", "/v1/jobs/:cancel", 405],
    ["POST", "/v1/jobs%3Abatch", 404],
  ])("%s %.60s", async (method, path, status) => {
    const answer = await request(method, path.replace("ID", id));
    expect(answer.status).toBe(status);
    await expectRefusal(answer);
  });

  it.each([
    ["bytes that are no ASCII", "/v1/queues/\xff", 400],
    ["no slash", "v1/jobs", 400],
    ["more than a head may have", `/${LONG}${LONG}`, 431],
  ])("with %s is none of HTTP", async (_, target, status) => {
    expect((await request("GET", target)).status).toBe(status);
  });

  it("may come as a whole URL, as to a proxy", async () => {
    const { status } = await request("GET", "http://any.example:80/v1/jobs?type=none");
    expect(status).toBe(200);
    expect((await request("GET", "HTTP://any.example?x=1")).body).toContain("Millrace");
  });
});

describe("a query", () => {
  it.each([
    ["nope=1", /nope is no field of the query/],
    ["__proto__=1", /__proto__ is no field/],
    ["=", /no field of the query/],
    ["%=1", /percent-encoded/],
    ["type=%zz", /percent-encoded/],
    ["metadata[k]=%ff", /percent-encoded/],
    ["type=a%00", /type must be 1 to 128 letters/],
    ["type=a&type=b", /type must be given once/],
    ["pageSize=1&pageSize=2", /pageSize must be given once/],
    ["pageSize=x", /pageSize must be a number/],
    ["pageSize=-1", /pageSize/],
    ["pageSize=1001", /pageSize/],
    ["statuses=NONE", /statuses\[0\] must be one of/],
    ["metadata=x", /did you mean metadata\[key\]/],
    ["metadata[=x", /metadata\[ is no field/],
    ["metadata[k]=1&metadata[k]=2", /must be given once/],
    ["view=9", /view/],
    ["reversed=maybe", /reversed must be true or false/],
    ["createdAfter=yesterday", /createdAfter must be a time/],
    ["payload=hex", /payload must be one of/],
    ["pageToken=x", /pageToken is not of this query/],
    [`pageToken=${LONG}`, /pageToken is not of this query/],
  ])("is refused: %.40s", async (query, words) => {
    const answer = await request("GET", `/v1/jobs?${query}`);
    expect(answer.status).toBe(400);
    await expectRefusal(answer, words);
  });
});

describe("an Idempotency-Key", () => {
  it.each([
    ["is empty", ["Idempotency-Key: "]],
    ["is empty in quotes", ['Idempotency-Key: ""']],
    ["has no end", ['Idempotency-Key: "abc']],
    ["has no beginning", ['Idempotency-Key: abc"']],
    ["has a parameter", ['Idempotency-Key: "abc";a=1']],
    ["has a parameter and no quotes", ["Idempotency-Key: abc;a=1"]],
    ["escapes what needs none", ['Idempotency-Key: "a\\b"']],
    ["is a list", ['Idempotency-Key: "a", "b"']],
    ["is there twice", ["Idempotency-Key: a", "Idempotency-Key: b"]],
    ["is there twice in quotes", ['Idempotency-Key: "a"', 'Idempotency-Key: "a"']],
    ["has a space", ["Idempotency-Key: a b"]],
    ["has a tab", ['Idempotency-Key: "a\tb"']],
    ["is no ASCII", ["Idempotency-Key: \xe9"]],
    ["is too long", [`Idempotency-Key: ${"k".repeat(257)}`]],
  ])("is refused when it %s", async (_, headers) => {
    const answer = await enqueue(headers);
    expect(answer.status).toBe(400);
    await expectRefusal(answer, /(Idempotency-Key|idempotencyKey) must/);
  });

  it("is refused for a batch, whose requests have their own", async () => {
    const headers = [JSON_TYPE, "Idempotency-Key: a"];
    const body = '{"requests":[{"type":"a"}]}';
    const answer = await request("POST", "/v1/jobs:batch", headers, body);
    expect(answer.status).toBe(400);
    await expectRefusal(answer, /give each request an idempotencyKey/);
  });
});

describe("headers", () => {
  it.each([
    ["two Hosts", ["Host: b"], 400],
    ["two lengths", ["Content-Length: 2"], 400],
    ["a length and chunks", ["Transfer-Encoding: chunked"], 400],
    ["two encodings", ["Content-Encoding: gzip", "Content-Encoding: br"], 415],
    ["an encoding that is not known", ["Content-Encoding: zstd"], 415],
    ["an encoding that the body has not", ["Content-Encoding: gzip"], 400],
    ["two times", ["Millrace-Timeout: 1s", "Millrace-Timeout: 2s"], 400],
    ["a time without end", ["Millrace-Timeout: 1e9s"], 400],
    ["an If-Match where nothing is changed", ['If-Match: "1"'], 400],
    ["an expectation that is not known", ["Expect: wonders"], 417],
  ])("that do not go together are refused: %s", async (_, headers, status) => {
    expect((await enqueue(headers)).status).toBe(status);
    expect((await store.list({})).jobs).toHaveLength(1);
  });

  it.each([
    ["DELETE", "/v1/jobs/ID", ['If-Match: "9"', 'If-Match: "8"'], 400],
    ["DELETE", "/v1/jobs/ID", ['If-Match: "9"'], 412],
    ["GET", "/v1/jobs/ID/events", ["Last-Event-ID: 1", "Last-Event-ID: 2"], 400],
    ["GET", "/v1/jobs/ID/events", ["Last-Event-ID: -1"], 400],
    ["GET", "/v1/jobs/ID", ["Accept: text/html"], 406],
    ["POST", "/v1/jobs", ["Content-Type: text/plain", JSON_TYPE], 415],
  ])("that do not fit are refused: %s %s %j", async (method, path, headers, status) => {
    const answer = await request(
      method,
      path.replace("ID", id),
      headers,
      method === "POST" ? "{}" : "",
    );
    expect(answer.status).toBe(status);
    await expectRefusal(answer);
  });

  it("of a caller's own are not echoed when they are out of the way", async () => {
    const { head } = await request("GET", "/v1/server", [`X-Request-Id: ${LONG.slice(0, 500)}`]);
    expect(head).not.toContain("aaaa");
  });
});

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("a body", () => {
  it.each([
    ["no UTF-8", '{"type":"a\xff"}', /UTF-8/],
    ["a byte order mark", '\xef\xbb\xbf{"type":"a"}', /not valid JSON/],
    ["more than one value", '{"type":"a"} {"type":"b"}', /not valid JSON/],
    ["no number of JSON", '{"type":"a","priority":NaN}', /not valid JSON/],
    [
      "a field in both spellings",
      '{"type":"a","maxAttempts":1,"max_attempts":2}',
      /multiple times/,
    ],
    ["a field that is not known", '{"type":"a","retries":1}', /retries/],
    ["a field that is not known, within", '{"type":"a","backoff":{"x":1}}', /backoff/],
    ["a payload of depth 10,000", `{"type":"a","payloadJson":${nested(10_000)}}`, /nests more/],
    ["a label of depth 10,000", `{"type":"a","metadata":${nested(10_000)}}`, /nests more/],
    ["depth 10,000 that does not end", `{"type":"a","payloadJson":${"[".repeat(10_000)}`, /\w/],
  ])("is refused: %s", async (_, body, words) => {
    const answer = await enqueue([], body);
    expect(answer.status).toBe(400);
    await expectRefusal(answer, words);
  });

  const CHUNKED = `POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\n${JSON_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n`;

  it("in chunks without end is refused at the limit", async () => {
    const socket = open(port);
    socket.write(CHUNKED);
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    const goOn = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on("drain", goOn);
    goOn();
    let answer = "";
    // What goes on coming is dropped for a while, so the connection does not end at once.
    for await (const piece of socket) {
      answer += piece;
      if (answer.endsWith("}\n")) break;
    }
    const { status, body } = read(answer);
    expect(status).toBe(413);
    expect(body).toMatch(/bytes/);
    expect((await store.list({})).jobs).toHaveLength(1);
  });

  it("in chunks that stop coming is refused after a while", async () => {
    const limited = await start({ requestMs: 20, headersMs: 20 });
    const { status } = await send(`${CHUNKED}1\r\n{\r\n`, limited.port);
    expect(status).toBe(408);
    await limited.server.stop(0);
  });
});

const PAGES = ["/", "/healthz", "/livez", "/readyz", "/metrics", "/docs", "/openapi.json"];
const GETS = BINDINGS.filter(({ httpMethod }) => httpMethod === "GET").map(({ path }) => path);

const here = (path: string) => path.replace(/\{(id|job_id)\}/, id).replace(/\{\w+\}/, "a");

describe("methods that every path has", () => {
  it.each([...new Set([...PAGES, ...BINDINGS.map(({ path }) => path)])])(
    "OPTIONS %s",
    async (path) => {
      const { status, head, body } = await request("OPTIONS", here(path));
      expect([status, body]).toEqual([204, ""]);
      expect(head).toMatch(/^Allow: .*OPTIONS/im);
    },
  );

  it.each([...new Set([...PAGES, ...GETS])])("HEAD %s", async (path) => {
    const got = await request("GET", here(path));
    const { status, body } = await request("HEAD", here(path));
    expect([status, body]).toEqual([got.status, ""]);
  });

  it.each([...PAGES, ...GETS])("no other: PUT %s", async (path) => {
    const { status, head, body } = await request("PUT", here(path));
    expect(status).toBe(405);
    expect(head).toMatch(/^Allow: .*GET/im);
    expect(body).not.toBe("");
  });
});

it("a reader of events that takes nothing holds no event but the next", async () => {
  const payload = new Uint8Array(1024 * 1024);
  const { job } = await enqueueOne(store, { type: "slow", payload });
  const socket = open(port);
  socket.write(
    `GET /v1/jobs/${job.id}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  );
  await once(socket, "readable");
  const CHANGES = 100;
  for (let change = 0; change < CHANGES; change++) {
    const [lease] = await store.lease({
      types: ["slow"],
      maxJobs: 1,
      leaseMs: 60_000,
      waitMs: 0,
      workerId: "w",
    });
    if (lease === undefined) throw new Error("nothing to lease");
    const { token } = lease;
    await store.settle([{ jobId: job.id, token, outcome: { kind: "snoozed", delayMs: 0 } }]);
  }
  await store.cancel(job.id);
  const all = await text(socket);
  const events = all.split("\n").filter((line) => line.startsWith("id: "));
  expect(events.length).toBeLessThan(CHANGES / 2);
  expect(events.at(-1)).toBe(`id: ${(await store.get(job.id)).sequence}`);
});
