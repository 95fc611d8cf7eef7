import { describe, expect, it } from "vitest";
import { parsePathTemplate } from "./path-template.ts";
import { RouteTable } from "./route-table.ts";

function table(...routes: [method: string, template: string][]): RouteTable<string> {
  const table = new RouteTable<string>();
  for (const [method, template] of routes) table.add(method, template, `${method} ${template}`);
  return table;
}

const ROUTES = table(
  ["GET", "/v1/queues"],
  ["GET", "/v1/queues/{type}"],
  ["POST", "/v1/queues/{type}:pause"],
  ["POST", "/v1/queues/{type}:resume"],
  ["GET", "/v1/jobs/{id}"],
  ["DELETE", "/v1/jobs/{id}"],
  ["GET", "/v1/jobs/recent"],
  ["GET", "/v1/jobs/{id}/events"],
  ["POST", "/v1/jobs:batch"],
);

function found(method: string, path: string) {
  const match = ROUTES.find(method, path);
  if (match === undefined) return undefined;
  if ("allowed" in match) return match.allowed;
  return [match.target, ...match.variables];
}

describe("a route table", () => {
  it.each([
    ["GET", "/v1/queues", ["GET /v1/queues"]],
    ["GET", "/v1/queues/email", ["GET /v1/queues/{type}", ["type", "email"]]],
    ["POST", "/v1/jobs:batch", ["POST /v1/jobs:batch"]],
    ["GET", "/v1/jobs/1/events", ["GET /v1/jobs/{id}/events", ["id", "1"]]],
  ])("finds %s %s", (method, path, expected) => {
    expect(found(method, path)).toEqual(expected);
  });

  it("takes a literal before a variable, and a variable where a literal leads nowhere", () => {
    expect(found("GET", "/v1/jobs/recent")).toEqual(["GET /v1/jobs/recent"]);
    expect(found("GET", "/v1/jobs/recent/events")).toEqual([
      "GET /v1/jobs/{id}/events",
      ["id", "recent"],
    ]);
  });

  describe("with colons in the value", () => {
    it.each([
      ["POST", "/v1/queues/a:b:pause", "POST /v1/queues/{type}:pause", "a:b"],
      ["POST", "/v1/queues/a:pause:pause", "POST /v1/queues/{type}:pause", "a:pause"],
      ["POST", "/v1/queues/a%3Apause:resume", "POST /v1/queues/{type}:resume", "a:pause"],
      ["GET", "/v1/queues/a:b", "GET /v1/queues/{type}", "a:b"],
      // No GET has this verb.
      ["GET", "/v1/queues/a:pause", "GET /v1/queues/{type}", "a:pause"],
      ["GET", "/v1/queues/a%3Apause", "GET /v1/queues/{type}", "a:pause"],
      ["GET", "/v1/queues/a%2Fb", "GET /v1/queues/{type}", "a/b"],
    ])("takes %s %s", (method, path, target, value) => {
      expect(found(method, path)).toEqual([target, ["type", value]]);
    });

    it("takes no verb from an escaped colon", () => {
      expect(found("POST", "/v1/queues/a%3Apause")).toEqual(["GET"]);
    });
  });

  it("names the methods that a path has", () => {
    expect(found("PUT", "/v1/jobs/1")).toEqual(["DELETE", "GET"]);
    expect(found("GET", "/v1/jobs:batch")).toEqual(["POST"]);
  });

  it.each([
    "/",
    "",
    "/v1",
    "/v1/jobs/",
    "/v1//1",
    "/v1/jobs/1/",
    "/v1/jobs/1/events/2",
    "/V1/jobs/1",
  ])("finds nothing at %j", (path) => {
    expect(found("GET", path)).toBeUndefined();
  });

  it("refuses what is not percent-encoded as it must be", () => {
    expect(() => found("GET", "/v1/jobs/%E0%A4%A")).toThrow(URIError);
  });

  it("refuses two routes at one place when it is made", () => {
    expect(() => table(["GET", "/a/{x}"], ["GET", "/a/{y}"])).toThrow("leads to two methods");
  });
});

describe("a path template", () => {
  it.each(["a", "/a/", "/a/**", "/{x=a/*}", "/a:", "/a:b:c", "/{x}y"])("is not %j", (text) => {
    expect(() => parsePathTemplate(text)).toThrow("is no path template");
  });
});
