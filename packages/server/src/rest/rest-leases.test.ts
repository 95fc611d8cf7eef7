import { describe, expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const { ask, enqueue, store } = new RestServer();

describe("leases", () => {
  it.each([
    ["/v1/leases", { types: ["work:a"] }],
    ["/v1/queues/work:a:lease", {}],
    ["/v1/queues/work%3Aa:lease", { types: ["work:a"] }],
  ])("are given by POST %s, and settled", async (path, body) => {
    const id = await enqueue("work:a", { payloadJson: { n: 1 } });
    const { json } = await ask("POST", path, { body: { ...body, workerId: "w", lease: "30s" } });
    expect(json.leases).toMatchObject([{ job: { id, payloadJson: { n: 1 } }, token: "1" }]);
    const items = [{ jobId: id, token: "1", completed: { resultJson: { done: [true] } } }];
    const settled = await ask("POST", "/v1/leases:settle", { body: { items } });
    expect(settled.json.results).toMatchObject([{ status: "JOB_STATUS_COMPLETED" }]);
    expect((await ask("GET", `/v1/jobs/${id}`)).json.job.resultJson).toEqual({ done: [true] });
  });

  it.each([
    [":complete", { resultJson: { ok: 1 } }, "JOB_STATUS_COMPLETED"],
    [":complete", undefined, "JOB_STATUS_COMPLETED"],
    [":fail", { message: "no", permanent: true }, "JOB_STATUS_FAILED"],
    [":snooze", { delay: "60s" }, "JOB_STATUS_SCHEDULED"],
    [":throttle", { retryAfter: "60s" }, "JOB_STATUS_SCHEDULED"],
    [":throttle", { retryAfter: "60s", scope: "THROTTLE_SCOPE_QUEUE" }, "JOB_STATUS_PENDING"],
    [":release", {}, "JOB_STATUS_PENDING"],
  ])("are settled one by one: %s %j", async (verb, body, expected) => {
    const type = `settled${verb}`;
    const id = await enqueue(type);
    await ask("POST", "/v1/leases", { body: { types: [type], workerId: "w" } });
    const stale = await ask("POST", `/v1/jobs/${id}${verb}?token=2`, { body });
    expect(stale).toMatchObject({ status: 409, json: { code: "ABORTED" } });
    const settled = await ask("POST", `/v1/jobs/${id}${verb}?token=1`, { body });
    expect(settled.json).toEqual({ status: expected });
    await store.delete(id);
  });

  it("complete with the jobs to create then", async () => {
    const id = await enqueue("parent");
    await ask("POST", "/v1/leases", { body: { types: ["parent"], workerId: "w" } });
    const path = `/v1/jobs/${id}:complete?token=1`;
    const bad = await ask("POST", path, { body: { enqueue: [{ type: "child", priority: 101 }] } });
    expect(bad).toMatchObject({
      status: 400,
      json: { errors: [{ field: "enqueue[0].priority" }] },
    });
    const body = { enqueue: [{ type: "child", payloadJson: { page: 1 } }] };
    expect((await ask("POST", path, { body })).json).toEqual({ status: "JOB_STATUS_COMPLETED" });
    const { json } = await ask("GET", "/v1/jobs?type=child&view=FULL");
    expect(json.jobs).toMatchObject([{ payloadJson: { page: 1 }, parentId: id }]);
  });

  it("are settled by their token alone", async () => {
    const id = await enqueue("tokenless");
    const { status, json } = await ask("POST", `/v1/jobs/${id}:complete`);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field: "token" }]);
  });

  it("are settled by what the path says alone", async () => {
    const id = await enqueue("other");
    const { status, json } = await ask("POST", `/v1/jobs/${id}:complete?token=1&failed=1`);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field: "failed" }]);
  });

  it("are refused where path and body differ", async () => {
    const body = { types: ["b"], workerId: "w" };
    const { status, json } = await ask("POST", "/v1/queues/a:lease", { body });
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field: "types" }]);
  });
});
