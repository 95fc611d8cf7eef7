import { enqueueOne } from "@millrace/core";
import { expect, it } from "vitest";
import { RestServer } from "../test/rest-server.ts";

const served = new RestServer();
const { ask, store } = served;

it("starts what is done to many jobs, tells how far it is, and stops it", async () => {
  await enqueueOne(store, { type: "many" });
  const started = await ask("POST", "/v1/jobs:cancel", {
    body: { filter: { type: "many", statuses: ["PENDING"] }, reason: "why", expectCount: 1 },
  });
  expect(started.status).toBe(202);
  const { operation } = started.json;
  expect(operation).toMatchObject({
    action: "OPERATION_ACTION_CANCEL",
    filter: { type: "many", statuses: ["JOB_STATUS_PENDING"] },
    state: "OPERATION_STATE_RUNNING",
    matched: 1,
  });
  const path = `/v1/operations/${operation.id}`;
  expect(started.headers.get("location")).toBe(path);
  expect((await ask("GET", path)).json).toEqual({ operation });
  const stopped = await ask("POST", `${path}:stop`);
  expect(stopped.status).toBe(200);
  expect(stopped.json.operation.state).toBe("OPERATION_STATE_STOPPED");
});

it("counts by a dry run, and lists page by page", async () => {
  for (const verb of ["retry", "delete"]) {
    const body = { filter: { type: "none", statuses: ["FAILED"] }, dryRun: true };
    const { status, json } = await ask("POST", `/v1/jobs:${verb}`, { body });
    expect(status).toBe(202);
    expect(json.operation).toMatchObject({ state: "OPERATION_STATE_DONE", dryRun: true });
  }
  const first = await ask("GET", "/v1/operations?pageSize=1");
  expect(first.json.operations).toHaveLength(1);
  const next = /<(.+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1];
  const second = await ask("GET", next ?? "");
  expect(second.json.operations[0].id).not.toBe(first.json.operations[0].id);
});

it("purges a queue", async () => {
  const url = "/v1/queues/mail:welcome:purge";
  const { status, headers, json } = await ask("POST", url, {
    body: { statuses: ["FAILED"], maxPerSecond: 5, dryRun: true },
  });
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/v1/operations/${json.operation.id}`);
  expect(json.operation).toMatchObject({
    action: "OPERATION_ACTION_DELETE",
    filter: { type: "mail:welcome", statuses: ["JOB_STATUS_FAILED"] },
    maxPerSecond: 5,
  });
  const refused = await ask("POST", url, { body: { statuses: ["RUNNING"] } });
  expect([refused.status, refused.json.errors[0].field]).toEqual([400, "statuses"]);
});

it.each([
  ["retry", undefined, /filter/],
  ["cancel", {}, /filter/],
  ["delete", { filter: { type: "a" } }, /filter\.statuses must name/],
  ["delete", { filter: { type: "a", statuses: ["RUNNING"] } }, /cancel them first/],
  ["retry", { filter: { statuses: ["FAILED"] } }, /filter must say more/],
  ["retry", { filter: { type: "a" }, reason: "why" }, /reason/],
  ["retry", { filter: { type: "a", typ: "b" } }, /typ/],
  ["cancel", { filter: { type: "a" }, expectCount: -1 }, /expectCount/],
])("refuses to %s by %j", async (verb, body, words) => {
  const { status, text } = await ask("POST", `/v1/jobs:${verb}`, body && { body });
  expect(status).toBe(400);
  expect(text).toMatch(words);
});
