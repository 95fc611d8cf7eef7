import { enqueueOne, type Job } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const served = new RestServer();
const { store } = served;

const ask = (method: string, path: string, ifMatch: string, body?: object) =>
  served.ask(method, path, { headers: { "if-match": ifMatch }, body });

async function job(payloadBytes = 0): Promise<Job> {
  const payload = new Uint8Array(payloadBytes);
  return (await enqueueOne(store, { type: "a", payload })).job;
}

/** What may bring the job at its first sequence on, each by its own route. */
const CHANGES = [
  ["PATCH", ""],
  ["POST", ":cancel"],
  ["POST", ":retry"],
  ["DELETE", ""],
] as const;

describe.each(CHANGES)("If-Match on %s /v1/jobs/{id}%s", (method, verb) => {
  const path = (id: string) => `/v1/jobs/${id}${verb}`;
  const body = method === "PATCH" ? { priority: 7 } : undefined;

  it("changes the job whose ETag it has", async () => {
    const { id } = await job();
    if (verb === ":retry") await store.cancel(id);
    const read = await fetch(`${served.origin}/v1/jobs/${id}`);
    const tag = read.headers.get("etag") as string;
    expect((await ask(method, path(id), tag, body)).status).toBe(method === "DELETE" ? 204 : 200);
    expect((await ask(method, path(id), tag, body)).status).toBe(method === "DELETE" ? 404 : 412);
  });

  it("changes the job whose ETag came with a compressed answer", async () => {
    const { id } = await job(2_000);
    if (verb === ":retry") await store.cancel(id);
    const headers = { "accept-encoding": "gzip" };
    const read = await fetch(`${served.origin}/v1/jobs/${id}`, { headers });
    expect(read.headers.get("content-encoding")).toBe("gzip");
    const tag = read.headers.get("etag") as string;
    expect(tag).toMatch(/^"\d+-gzip"$/);
    expect((await ask(method, path(id), tag, body)).status).toBe(method === "DELETE" ? 204 : 200);
  });

  it("is answered 412 when the job has changed, whatever its status", async () => {
    const { id } = await job();
    const { status, json } = await ask(method, path(id), '"7"', body);
    expect(status).toBe(412);
    expect(json).toMatchObject({
      status: 412,
      title: "The job has changed",
      code: "FAILED_PRECONDITION",
      detail: expect.stringMatching(`job ${id} has changed: .* is 7, but the job is at 1`),
      errors: [{ field: "ifSequence", pointer: "/ifSequence" }],
    });
    expect((await store.get(id)).sequence).toBe(1);
  });

  it("is answered 404 when there is no job", async () => {
    for (const tag of ['"1"', "*"]) {
      expect((await ask(method, path("0-0000000000000000"), tag, body)).status).toBe(404);
    }
  });

  it.each(['W/"1"', '"v1"', '""', '"01"', '"1-br"', '"1-gzip-gzip"', '"9999999999999999999"'])(
    "never matches by %s",
    async (tag) => {
      const { id } = await job();
      const { status, json } = await ask(method, path(id), tag, body);
      expect([status, json.code]).toEqual([412, "FAILED_PRECONDITION"]);
      expect(json.detail).toContain(JSON.stringify(tag));
      expect((await store.get(id)).sequence).toBe(1);
    },
  );

  it.each(["1", "", '"1', '"1", "2"', '*, "1"', 'w/"1"'])(
    "is refused when it is %s",
    async (tag) => {
      const { id } = await job();
      const { status, json } = await ask(method, path(id), tag, body);
      expect([status, json.code]).toEqual([400, "INVALID_ARGUMENT"]);
      expect(json.detail).toContain("If-Match must");
      expect((await store.get(id)).sequence).toBe(1);
    },
  );
});

it("the answer of a change has the ETag for the next one", async () => {
  const { id } = await job();
  const change = (verb: string, ifMatch: string) =>
    fetch(`${served.origin}/v1/jobs/${id}:${verb}?payload=none`, {
      method: "POST",
      headers: { "if-match": ifMatch },
    });
  const cancelled = await change("cancel", '"1"');
  expect(cancelled.headers.get("etag")).toBe('"2"');
  const path = `/v1/jobs/${id}?payload=none`;
  expect(cancelled.headers.get("content-location")).toBe(path);
  expect(await cancelled.text()).toBe(await (await fetch(`${served.origin}${path}`)).text());
  const retried = await change("retry", cancelled.headers.get("etag") as string);
  expect([retried.status, retried.headers.get("etag")]).toEqual([200, '"3"']);
  const updated = await fetch(`${served.origin}/v1/jobs/${id}`, {
    method: "PATCH",
    headers: { "if-match": '"3"', "content-type": "application/json" },
    body: '{"priority":7}',
  });
  expect([updated.status, updated.headers.get("etag")]).toEqual([200, '"4"']);
});

it("`*` stands for any job that is there, and a list for the one strong tag in it", async () => {
  const { id } = await job();
  expect((await ask("POST", `/v1/jobs/${id}:cancel`, "*", { reason: "x" })).status).toBe(200);
  expect((await ask("POST", `/v1/jobs/${id}:retry`, 'W/"1", "2", "2"')).status).toBe(200);
});

it("a status that forbids the change is 409, as without the header", async () => {
  const { id } = await job();
  const { status, json } = await ask("POST", `/v1/jobs/${id}:retry`, '"1"');
  expect([status, json.code]).toEqual([409, "FAILED_PRECONDITION"]);
});

it("the field does the same, and must not say another one", async () => {
  const { id } = await job();
  const cancel = `/v1/jobs/${id}:cancel`;
  expect((await ask("POST", cancel, "*", { ifSequence: "7" })).status).toBe(412);
  const both = await ask("POST", cancel, '"1"', { ifSequence: "2" });
  expect(both.status).toBe(400);
  expect(both.json.errors).toMatchObject([{ field: "ifSequence" }]);
  expect(
    (await fetch(`${served.origin}/v1/jobs/${id}?ifSequence=7`, { method: "DELETE" })).status,
  ).toBe(412);
});

it.each([
  ["GET", "/v1/jobs"],
  ["POST", "/v1/jobs"],
  ["GET", "/v1/jobs/0-0000000000000000"],
  ["GET", "/v1/server"],
])("%s %s says that it does not heed it", async (method, path) => {
  const body = method === "POST" ? { type: "unwanted" } : undefined;
  const { status, json } = await ask(method, path, '"1"', body);
  expect(status).toBe(400);
  expect(json.detail).toContain("If-Match");
  expect((await store.list({ type: "unwanted" })).jobs).toEqual([]);
});
