import { once } from "node:events";
import http from "node:http";
import { gzipSync } from "node:zlib";
import { enqueueOne } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const served = new RestServer({ corsOrigins: ["https://app.example.com"] });
const { ask, enqueue, store } = served;

describe("POST /v1/jobs", () => {
  it("makes a job and says where it is", async () => {
    const { status, headers, json } = await ask("POST", "/v1/jobs", {
      body: { type: "email", payloadJson: { to: "ada" }, delay: "3.5s", maxAttempts: 2 },
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      created: true,
      job: {
        type: "email",
        status: "JOB_STATUS_SCHEDULED",
        payloadJson: { to: "ada" },
        maxAttempts: 2,
      },
    });
    expect(headers.get("location")).toBe(`/v1/jobs/${json.job.id}`);
    const job = await ask("GET", headers.get("location") as string);
    expect(job.json.job.id).toBe(json.job.id);
  });

  it("keeps the JSON of a payload byte for byte", async () => {
    const given = `{ "b" : 1.0, "a":12345678901234567890, "b":"\\u00e9" , "c":[ {} ]}`;
    const body = `{"type":"verbatim", "payloadJson" : ${given} , "metadata":{"payloadJson":"x"}}`;
    const { json, text } = await ask("POST", "/v1/jobs", { body });
    expect(text).toContain(`"payloadJson":${given}`);
    const { payload, metadata } = await store.get(json.job.id);
    expect(Buffer.from(payload).toString()).toBe(given);
    expect(metadata).toEqual({ payloadJson: "x" });
  });

  it("takes the names of both spellings and enums without their prefix", async () => {
    const { status, json } = await ask("POST", "/v1/jobs", {
      body: { type: "t", payload_json: [1], max_attempts: 3, delivery: "AT_MOST_ONCE" },
    });
    expect(status).toBe(201);
    expect(json.job).toMatchObject({
      maxAttempts: 3,
      delivery: "DELIVERY_AT_MOST_ONCE",
      payloadJson: [1],
    });
  });

  it("answers the same request under one key with the same job", async () => {
    const request = { headers: { "idempotency-key": '"order-7"' }, body: { type: "once" } };
    const first = await ask("POST", "/v1/jobs", request);
    const second = await ask("POST", "/v1/jobs", request);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.json).toMatchObject({ created: false, job: { id: first.json.job.id } });
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect((await store.get(first.json.job.id)).idempotencyKey).toBe("order-7");

    const other = await ask("POST", "/v1/jobs", {
      ...request,
      body: { type: "once", priority: 9 },
    });
    expect(other.status).toBe(422);
    expect(other.json).toMatchObject({ code: "ALREADY_EXISTS", status: 422 });
  });

  it("answers with the job that holds the unique key, or refuses", async () => {
    const body = { type: "work", unique: { key: "order 7", until: "UNIQUE_UNTIL_STARTED" } };
    const first = await ask("POST", "/v1/jobs", { body });
    expect(first.status).toBe(201);
    expect(first.json.job).toMatchObject({ uniqueKey: "order 7" });
    const second = await ask("POST", "/v1/jobs", { body: { ...body, priority: 9 } });
    expect(second.status).toBe(200);
    expect(second.headers.get("idempotent-replayed")).toBeNull();
    expect(second.json).toMatchObject({ created: false, job: { id: first.json.job.id } });
    const third = await ask("POST", "/v1/jobs", {
      body: { type: "work", unique: { key: "order 7", onConflict: "ON_CONFLICT_REJECT" } },
    });
    expect(third.status).toBe(409);
    expect(third.json).toMatchObject({
      code: "ALREADY_EXISTS",
      errors: [{ field: "unique.key", description: `is held by job ${first.json.job.id}` }],
    });
  });

  it("takes the key from the body or from the header, which must not differ", async () => {
    const headers = { "idempotency-key": "bare" };
    const same = await ask("POST", "/v1/jobs", {
      headers,
      body: { type: "t", idempotencyKey: "bare" },
    });
    expect(same.status).toBe(201);
    const other = await ask("POST", "/v1/jobs", {
      headers,
      body: { type: "t", idempotencyKey: "x" },
    });
    expect(other.status).toBe(400);
    expect(other.json.errors).toEqual([
      {
        field: "idempotencyKey",
        pointer: "/idempotencyKey",
        description: 'is "x", but a header says "bare"; leave one of them out',
      },
    ]);
  });

  it("takes a compressed body", async () => {
    const response = await fetch(`${served.origin}/v1/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: gzipSync('{"type":"packed"}'),
    });
    expect(response.status).toBe(201);
  });
});

describe("POST /v1/jobs:batch", () => {
  it("enqueues each job by itself", async () => {
    const body = `{"requests":[{"type":"a","payloadJson":{"n" : 1}},{"type":"no type"},{"type":"b"}]}`;
    const { status, json } = await ask("POST", "/v1/jobs:batch", { body });
    expect(status).toBe(200);
    expect(json.results).toMatchObject([
      { enqueued: { created: true, job: { type: "a" } } },
      { error: { code: "INVALID_ARGUMENT", violations: [{ field: "type" }] } },
      { enqueued: { job: { type: "b" } } },
    ]);
    const { payload } = await store.get(json.results[0].enqueued.job.id);
    expect(Buffer.from(payload).toString()).toBe('{"n" : 1}');
  });
});

describe("GET /v1/jobs/{id}", () => {
  it("shows the payload as JSON, in base64, or not at all", async () => {
    const id = await enqueue("forms", { payloadJson: { a: 1 } });
    const forms = await Promise.all(
      ["json", "base64", "none"].map((form) => ask("GET", `/v1/jobs/${id}?payload=${form}`)),
    );
    expect(forms.map(({ json }) => [json.job.payloadJson, json.job.payload])).toEqual([
      [{ a: 1 }, undefined],
      [undefined, Buffer.from('{"a":1}').toString("base64")],
      [undefined, undefined],
    ]);
    const wrong = await ask("GET", `/v1/jobs/${id}?payload=xml`);
    expect(wrong).toMatchObject({ status: 400, json: { code: "INVALID_ARGUMENT" } });
  });

  it("shows bytes that are no JSON in base64", async () => {
    const { job } = await enqueueOne(store, { type: "raw", payload: Buffer.from([0xff, 1]) });
    const { json } = await ask("GET", `/v1/jobs/${job.id}`);
    expect(json.job).toMatchObject({ payload: "/wE=" });
    expect(json.job).not.toHaveProperty("payloadJson");
  });

  it("answers 304 to who has this state of it", async () => {
    const id = await enqueue("tagged");
    const first = await ask("GET", `/v1/jobs/${id}`);
    const tag = first.headers.get("etag") as string;
    expect(tag).toMatch(/^"\d+"$/);
    const again = await ask("GET", `/v1/jobs/${id}`, {
      headers: { "if-none-match": `"0", W/${tag}` },
    });
    expect(again).toMatchObject({ status: 304, text: "" });
    await store.cancel(id);
    const changed = await ask("GET", `/v1/jobs/${id}`, { headers: { "if-none-match": tag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(tag);
  });

  it("answers HEAD without a body", async () => {
    const id = await enqueue("head");
    const { status, text, headers } = await ask("HEAD", `/v1/jobs/${id}`);
    expect([status, text]).toEqual([200, ""]);
    expect(Number(headers.get("content-length"))).toBeGreaterThan(100);
  });

  it("compresses a large answer for who takes that", async () => {
    const id = await enqueue("large", { payloadJson: "x".repeat(5_000) });
    const response = await fetch(`${served.origin}/v1/jobs/${id}`, {
      headers: { "accept-encoding": "gzip" },
    });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const tag = response.headers.get("etag") as string;
    expect(tag).toBe('"1-gzip"');
    const plain = await fetch(`${served.origin}/v1/jobs/${id}`, {
      headers: { "accept-encoding": "identity" },
    });
    expect(plain.headers.get("etag")).toBe('"1"');
    for (const known of [tag, '"1"']) {
      const again = await ask("GET", `/v1/jobs/${id}`, { headers: { "if-none-match": known } });
      expect([again.status, again.headers.get("etag")]).toEqual([304, known]);
    }
    expect(Number(response.headers.get("content-length"))).toBeLessThan(2_000);
    expect(await response.json()).toMatchObject({ job: { payloadJson: "x".repeat(5_000) } });
  });
});

describe("GET /v1/jobs", () => {
  it("lists page by page, along its links", async () => {
    for (let i = 0; i < 5; i++) await enqueue("listed", { metadata: { team: "a b" } });
    await enqueue("listed", { metadata: { team: "other" } });
    const filter = "type=listed&statuses=PENDING,JOB_STATUS_RUNNING&metadata[team]=a%20b";
    const pages: string[][] = [];
    for (let path = `/v1/jobs?${filter}&page_size=2`; path !== ""; ) {
      const { status, json, headers } = await ask("GET", path);
      expect(status).toBe(200);
      pages.push((json.jobs ?? []).map(({ id }: { id: string }) => id));
      path = /^<(.*)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1] ?? "";
    }
    expect(new Set(pages.flat()).size).toBe(5);
    expect(pages.length).toBeGreaterThan(2);
  });

  it.each([
    ["status=FAILED", "status", "did you mean statuses?"],
    ["type=a&type=b", "type", "must be given once"],
    ["statuses=BROKEN", "statuses[0]", "JOB_STATUS_FAILED"],
    ["metadata=a", "metadata", "metadata[key]"],
    ["page_size=many", "pageSize", "must be a number"],
    ["page_size=1001", "pageSize", "1000"],
    ["created_after=yesterday", "createdAfter", "must be a time such as"],
    ["__proto__=1", "__proto__", "is no field of the query"],
  ])("refuses ?%s", async (query, field, description) => {
    const { status, json } = await ask("GET", `/v1/jobs?${query}`);
    expect(status).toBe(400);
    expect(json.errors).toEqual([
      expect.objectContaining({ field, description: expect.stringContaining(description) }),
    ]);
    expect(json.detail).toContain(`${field} ${json.errors[0].description}`);
  });
});

describe("queues", () => {
  it("are listed and shown, whatever their names", async () => {
    await enqueue("queue:one");
    const { json } = await ask("GET", "/v1/queues/queue:one");
    expect(json.queue).toMatchObject({ type: "queue:one" });
    expect(json.queue.counts).toContainEqual(
      expect.objectContaining({ status: "JOB_STATUS_PENDING", jobs: 1 }),
    );
    const listed = await ask("GET", "/v1/queues");
    expect(listed.json.queues.map(({ type }: { type: string }) => type)).toContain("queue:one");
  });

  it("are limited", async () => {
    const rate = { limit: 100, period: "60s", burst: 5 };
    const body = { limits: { maxRunning: 7, keyMaxRunning: 2, rate } };
    const limited = await ask("POST", "/v1/queues/limited:limit", { body });
    expect(limited.json.queue).toMatchObject({ type: "limited", ...body });
    const { json } = await ask("POST", "/v1/queues/limited:limit", { body: {} });
    expect(json.queue).not.toHaveProperty("limits");
  });

  it("are paused, drained and resumed", async () => {
    const body = { reason: "it moves", by: "ada", until: "2199-01-01T00:00:00Z" };
    const paused = await ask("POST", "/v1/queues/held:one:pause", { body });
    expect(paused.json.queue).toMatchObject({ type: "held:one", paused: body });
    await ask("POST", "/v1/queues/held:one:drain");
    const refused = await ask("POST", "/v1/jobs", { body: { type: "held:one" } });
    expect(refused).toMatchObject({ status: 409, json: { code: "FAILED_PRECONDITION" } });
    const { json } = await ask("POST", "/v1/queues/held:one:resume");
    expect(json.queue).not.toHaveProperty("paused");
    expect(json.queue).not.toHaveProperty("draining");
  });
});

describe("moves of a job", () => {
  it("changes what PATCH gives", async () => {
    const id = await enqueue("patched", { payloadJson: { n: 1 }, metadata: { team: "x" } });
    const patch = (body: object) => ask("PATCH", `/v1/jobs/${id}`, { body });
    const later = await patch({ delay: "60s", priority: 50, payloadJson: { n: 2 } });
    expect(later.json.job).toMatchObject({
      ...{ status: "JOB_STATUS_SCHEDULED", priority: 50, payloadJson: { n: 2 } },
      ...{ metadata: { team: "x" }, sequence: "2" },
    });
    const labelled = await patch({ metadata: { team: "y" }, runAt: "2001-01-01T00:00:00Z" });
    expect(labelled.json.job).toMatchObject({
      ...{ status: "JOB_STATUS_PENDING", metadata: { team: "y" }, payloadJson: { n: 2 } },
    });
    expect((await patch({ clearMetadata: true })).json.job.metadata).toEqual({});
    const bytes = await patch({ payload: "AAE=", contentType: "image/png" });
    expect(bytes.json.job).toMatchObject({ payload: "AAE=", contentType: "image/png" });
  });

  it.each([
    [{}, undefined],
    [{ metadata: {} }, undefined],
    [{ metadata: { a: "b" }, clearMetadata: true }, "clearMetadata"],
    [{ contentType: "image/png" }, "contentType"],
    [{ priority: 101 }, "priority"],
    [{ status: "FAILED" }, "status"],
  ])("refuses a PATCH of %j", async (body, field) => {
    const id = await enqueue("unpatched");
    const { status, json } = await ask("PATCH", `/v1/jobs/${id}`, { body });
    expect([status, json.code]).toEqual([400, "INVALID_ARGUMENT"]);
    expect(json.errors?.[0]?.field).toBe(field);
    expect((await store.get(id)).sequence).toBe(1);
  });

  it("cancels, runs again and deletes", async () => {
    const id = await enqueue("moved");
    const cancelled = await ask("POST", `/v1/jobs/${id}:cancel`, { body: { reason: "no use" } });
    expect(cancelled.json.job).toMatchObject({
      status: "JOB_STATUS_CANCELLED",
      cancelReason: "no use",
    });
    const again = await ask("POST", `/v1/jobs/${id}:retry`);
    expect(again.json.job).toMatchObject({ status: "JOB_STATUS_PENDING" });
    const refused = await ask("POST", `/v1/jobs/${id}:retry`);
    expect(refused).toMatchObject({ status: 409, json: { code: "FAILED_PRECONDITION" } });
    const deleted = await ask("DELETE", `/v1/jobs/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect((await ask("GET", `/v1/jobs/${id}`)).status).toBe(404);
  });
});

describe("a request that is not in order", () => {
  it("gets a problem that names the fields, and its own id", async () => {
    const { status, headers, json } = await ask("POST", "/v1/jobs", {
      headers: { "x-request-id": "req-1" },
      body: { type: "a b", maxAttempts: 0, metadata: { "a/b": 1 } },
    });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(headers.get("x-request-id")).toBe("req-1");
    expect(json).toMatchObject({
      type: "https://github.com/millrace/millrace/blob/main/docs/rest.md#invalid-argument",
      title: "The request is not valid",
      status: 400,
      instance: "req-1",
      code: "INVALID_ARGUMENT",
      errors: [{ field: 'metadata["a/b"]', pointer: "/metadata/a~1b" }],
    });
  });

  it("is told of each field that breaks a rule", async () => {
    const { json } = await ask("POST", "/v1/jobs", {
      body: { type: "t", maxAttempts: 0, runAt: "2200-01-02T00:00:00Z", backoff: { jitter: 2 } },
    });
    expect(
      json.errors.map(({ field, pointer }: Record<string, string>) => [field, pointer]),
    ).toEqual([
      ["runAt", "/runAt"],
      ["maxAttempts", "/maxAttempts"],
      ["backoff.jitter", "/backoff/jitter"],
    ]);
  });

  it.each([
    ["", 400],
    ["{", 400],
    ["[1]", 400],
    ['"text"', 400],
    ['{"type":"t","nope":1}', 400],
    ['{"type":"t","__proto__":{"type":"u"}}', 400],
    ['{"type":"t","payload":"AA==","payloadJson":1}', 400],
    ['{"type":"t","payloadJson":}', 400],
    ['{"type":"t","priority":1.5}', 400],
    ['{"type":"t","priority":99999999999}', 400],
    [`${"[".repeat(10_000)}${"]".repeat(10_000)}`, 400],
    [`{"type":"t","payloadJson":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, 400],
    [`{"type":"t","payloadJson":"${"x".repeat(1_100_000)}"}`, 413],
    [`{"type":"t","payloadJson":"${"x".repeat(4_200_000)}"}`, 413],
  ])("is refused: %.40s", async (body, expected) => {
    const { status, json } = await ask("POST", "/v1/jobs", { body });
    expect(status).toBe(expected);
    expect(json).toMatchObject({ status: expected, detail: expect.stringMatching(/\w/) });
  });

  it("must say that it is JSON", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, json } = await ask("POST", "/v1/jobs", { headers, body: '{"type":"t"}' });
    expect(status).toBe(415);
    expect(json.detail).toContain("content-type: application/json");
  });

  it("must take what can be answered", async () => {
    const { status } = await ask("GET", "/v1/jobs", {
      headers: { accept: "text/html;q=1, image/*" },
    });
    expect(status).toBe(406);
    const any = await ask("GET", "/v1/jobs", { headers: { accept: "text/html, */*;q=0.1" } });
    expect(any.status).toBe(200);
  });

  it.each([
    ["PUT", "/v1/jobs", 405, "GET, HEAD, OPTIONS, POST"],
    ["GET", "/v1/jobs:batch", 405, "OPTIONS, POST"],
    ["GET", "/v1/nothing", 404, null],
    ["GET", "/v1/jobs/", 404, null],
    ["GET", "/v1/jobs/%zz", 400, null],
    ["GET", "/v1/jobs/..%2f..%2fetc", 400, null],
    ["GET", "/v1/jobs/%00", 400, null],
    ["POST", "/v1/jobs/a%3Acancel", 405, "DELETE, GET, HEAD, OPTIONS, PATCH"],
  ])("is answered: %s %s", async (method, path, expected, allow) => {
    const { status, headers, json } = await ask(method, path);
    expect([status, headers.get("allow")]).toEqual([expected, allow]);
    expect(json).toMatchObject({ status: expected, detail: expect.stringMatching(/\w/) });
  });

  it("is told the verbs of a path that it has misspelt", async () => {
    const { status, json } = await ask("POST", "/v1/queues/email:puase");
    expect(status).toBe(405);
    expect(json.detail).toMatch(
      /^\/v1\/queues\/email:puase is called by GET, HEAD, OPTIONS, not by POST; POST wants a verb behind it: .*:lease, .*:pause, /,
    );
    const put = await ask("PUT", "/v1/jobs");
    expect(put.json.detail).toMatch(/not by PUT$/);
  });

  it("has its own time", async () => {
    const body = { types: ["quiet"], workerId: "w", wait: "60s" };
    const late = await ask("POST", "/v1/leases", { headers: { "millrace-timeout": "0.2s" }, body });
    // The wait ends in time for the answer.
    expect(late).toMatchObject({ status: 200, json: { leases: [] } });
    const wrong = await ask("POST", "/v1/leases", {
      headers: { "millrace-timeout": "soon" },
      body,
    });
    expect(wrong.status).toBe(400);
  });
});

describe("other ways in", () => {
  it("tells the methods of a path", async () => {
    const { status, headers } = await ask("OPTIONS", "/v1/jobs");
    expect([status, headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  });

  it.each([
    ["GET", "/v1/dead?type=t", "/v1/jobs?statuses=FAILED&type=t"],
    ["GET", "/health", "/readyz"],
    ["GET", "/stats?minutes=5", "/v1/stats?minutes=5"],
    ["GET", "/queues", "/v1/queues"],
    ["GET", "/queues/a:b%2F/length", "/v1/queues/a%3Ab%2F"],
    ["GET", "/v1/queues/a/length", "/v1/queues/a"],
    ["POST", "/queues/a:lease", "/v1/queues/a:lease"],
  ])("lead on from paths that are known from elsewhere: %s %s", async (method, path, location) => {
    const { status, headers } = await ask(method, path);
    expect([status, headers.get("location")]).toEqual([308, location]);
  });

  it("tells of queues, and of what happens in them", async () => {
    const type = "rest:queue";
    await ask("POST", "/v1/jobs", { body: { type } });
    const { json } = await ask("GET", `/v1/queues/${type}`);
    expect(json.queue).toMatchObject({ type, activity: {} });
    const pending = { status: "JOB_STATUS_PENDING", jobs: 1 };
    expect(json.queue.counts[1]).toMatchObject(pending);
    const list = await ask("GET", "/v1/queues?pageSize=100");
    expect(list.json.queues.map((queue: { type: string }) => queue.type)).toContain(type);
    const stats = await ask("GET", `/v1/stats?type=${type}&minutes=5`);
    expect(stats.json.minutes).toMatchObject([{ enqueued: 1 }]);
    expect((await ask("GET", "/v1/stats?minutes=0x5")).status).toBe(400);
  });

  it("lets pages of allowed origins use it", async () => {
    const headers = {
      origin: "https://app.example.com",
      "access-control-request-method": "DELETE",
      "access-control-request-headers": "if-match, idempotency-key",
    };
    const preflight = await ask("OPTIONS", "/v1/jobs/1", { headers });
    expect(preflight.status).toBe(204);
    const methods = preflight.headers.get("access-control-allow-methods");
    expect(methods).toMatch(/PATCH.*DELETE/);
    const allowed = preflight.headers.get("access-control-allow-headers");
    expect(allowed).toContain("Idempotency-Key");
    expect(allowed).toContain("If-Match");
    const { headers: shown } = await ask("GET", "/v1/server", { headers });
    expect(shown.get("access-control-expose-headers")).toContain("ETag");
  });

  it("serves HTTP/1.0 clients and those that send no host", async () => {
    const request = http.request(`${served.origin}/v1/server`, {
      setHost: false,
      headers: { host: "" },
    });
    request.end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
  });
});
