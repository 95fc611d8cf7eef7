import { describe, expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const served = new RestServer();
const { ask, enqueue } = served;

describe("what is left out of an answer", () => {
  it("is the payload by the view BASIC, which is not empty, and the preview by FULL", async () => {
    const id = await enqueue("views", { payloadJson: { n: 1 } });
    const basic = (await ask("GET", `/v1/jobs/${id}?view=BASIC`)).json.job;
    expect(basic).toMatchObject({ payloadBytes: 7, payloadPreviewJson: { n: 1 } });
    expect(basic).not.toHaveProperty("payload");
    expect(basic).not.toHaveProperty("payloadJson");
    const base64 = (await ask("GET", `/v1/jobs/${id}?view=BASIC&payload=base64`)).json.job;
    expect(base64).toHaveProperty("payloadPreview");
    expect(base64).not.toHaveProperty("payload");
    const full = (await ask("GET", `/v1/jobs/${id}`)).json.job;
    expect(full.payloadJson).toEqual({ n: 1 });
    expect(full).not.toHaveProperty("payloadPreview");
  });

  it("is no payload that is empty", async () => {
    const id = await enqueue("views");
    expect((await ask("GET", `/v1/jobs/${id}`)).json.job.payload).toBe("");
  });
});

it("an item of a batch names its fields as JSON has them", async () => {
  for (const payload of ["json", "base64"]) {
    const { json } = await ask("POST", `/v1/jobs:batch?payload=${payload}`, {
      body: { requests: [{ type: "a", maxAttempts: 0, metadata: { a_b: "x".repeat(9_000) } }] },
    });
    const [{ error }] = json.results;
    expect(error.violations.map(({ field }: { field: string }) => field)).toContain("maxAttempts");
    expect(error.message).toContain("maxAttempts must be");
    expect(JSON.stringify(error)).not.toContain("max_attempts");
  }
});

it.each([
  ["PATCH", "/v1/jobs/JOB", { priority: 101 }, "priority must be a whole number from 0 to 100"],
  ["GET", "/v1/jobs?pageSize=1001", undefined, "pageSize must be a whole number from 1 to 1000"],
  ["GET", "/v1/queues?pageSize=101", undefined, "pageSize must be a whole number from 1 to 100"],
  ["GET", "/v1/stats?minutes=1441", undefined, "minutes must be a whole number from 1 to 1440"],
])("%s %s %j is refused in the words of an enqueue", async (method, path, body, words) => {
  const id = await enqueue("words");
  const { status, json } = await ask(method, path.replace("JOB", id), body && { body });
  expect(status).toBe(400);
  expect(json.detail).toContain(words);
});

it("a field that the path gives otherwise is shown as it was given", async () => {
  const body = { types: ["b", "c"], workerId: "w" };
  const { status, json } = await ask("POST", "/v1/queues/a:lease", { body });
  expect(status).toBe(400);
  expect(json.detail).toContain('types is ["b","c"], but the path says ["a"]');
});

it.each(["*", '"9", *'])("If-None-Match: %s", async (tag) => {
  const id = await enqueue("tags");
  const { status } = await ask("GET", `/v1/jobs/${id}`, { headers: { "if-none-match": tag } });
  // In a list it is no tag.
  expect(status).toBe(tag === "*" ? 304 : 200);
});
