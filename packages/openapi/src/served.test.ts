import { enqueueOne, type Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenApiDocument } from "./document.ts";
import type { components, paths } from "./gen/rest-api.ts";

let store: Store;
let server: MillraceServer;
let baseUrl: string;
let document: OpenApiDocument;

beforeAll(async () => {
  store = new MemoryStore();
  server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  const { port } = await server.start(0, "127.0.0.1");
  baseUrl = `http://127.0.0.1:${port}`;
  const response = await fetch(`${baseUrl}/openapi.json`);
  expect(response.headers.get("content-type")).toBe("application/json");
  document = (await response.json()) as OpenApiDocument;
});

afterAll(async () => {
  await server.stop(0);
  await store.close();
});

/** All of an answer, or how a stream that goes on begins. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get("content-type") !== "text/event-stream") return response.text();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("data: ")) text += (await reader?.read())?.value;
  await reader?.cancel();
  return text;
}

describe("each example of the document", () => {
  it("is answered as the document says", async () => {
    let shown = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { operationId, requestBody, responses }] of Object.entries(methods)) {
        const content = requestBody?.["content"] as
          | Record<string, { example?: object }>
          | undefined;
        const example = content?.["application/json"]?.example;
        if (example === undefined) continue;
        shown++;
        const { job } = await enqueueOne(store, { type: "email" });
        const [lease] = await store.lease({
          types: ["email"],
          workerId: "host-1",
          leaseMs: 30_000,
          waitMs: 0,
          maxJobs: 1,
        });
        const body = JSON.stringify(example)
          .replace(/"jobId":"[^"]*"/, `"jobId":"${lease?.job.id}"`)
          .replace(/"token":"[^"]*"/, `"token":"${lease?.token}"`);
        const variables = path
          .replace("{id}", job.id)
          .replace("{type}", "email")
          .replace("{name}", "report");
        // What one attempt ends by, the query has its token.
        const settled = variables.replace("{job_id}", lease?.job.id ?? "");
        const isByQuery = !body.includes('"token"') && settled !== variables;
        const url = `${baseUrl}${settled}${isByQuery ? `?token=${lease?.token}` : ""}`;
        const headers = { "content-type": "application/json" };
        const response = await fetch(url, { method: method.toUpperCase(), headers, body });
        const text = await textOf(response);
        expect([operationId, response.status, text]).toEqual([
          operationId,
          expect.toSatisfy((status: number) => status < 300 && `${status}` in responses),
          expect.not.stringContaining('"error":{'),
        ]);
      }
    }
    expect(shown).toBeGreaterThan(5);
  });
});

describe("a client made from the document", () => {
  it("enqueues, reads, lists and cancels", async () => {
    const client = createClient<paths>({ baseUrl });
    const made = await client.POST("/v1/jobs", {
      body: { type: "email", payloadJson: { to: "ada" }, delay: "3600s" },
    });
    expect(made.response.status).toBe(201);
    const job = made.data?.job as components["schemas"]["Job"];
    expect(job.status).toBe("JOB_STATUS_SCHEDULED");

    const path = { id: job.id };
    const read = await client.GET("/v1/jobs/{id}", { params: { path } });
    expect(read.data?.job).toEqual(job);

    const query = { type: "email", statuses: ["JOB_STATUS_SCHEDULED" as const] };
    const listed = await client.GET("/v1/jobs", { params: { query } });
    expect(listed.data?.jobs.map(({ id }) => id)).toContain(job.id);

    const cancelled = await client.POST("/v1/jobs/{id}:cancel", {
      params: { path },
      body: { reason: "no use" },
    });
    expect(cancelled.data?.job?.status).toBe("JOB_STATUS_CANCELLED");

    const { error } = await client.POST("/v1/jobs/{id}:cancel", {
      params: { path: { id: "1-0" } },
      body: {},
    });
    expect(error).toMatchObject({ status: 400, code: "INVALID_ARGUMENT" });
  });
});

describe("what shows the document", () => {
  it.each([
    ["/openapi.yaml", "application/yaml", "openapi: 3.1.0"],
    ["/docs", "text/html; charset=utf-8", '<article id="Enqueue">'],
  ])("is %s", async (path, type, part) => {
    const response = await fetch(baseUrl + path);
    expect(response.headers.get("content-type")).toBe(type);
    expect(await response.text()).toContain(part);
  });
});
