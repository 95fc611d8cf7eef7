import { expect, it } from "vitest";
import { serve } from "./serve.ts";

const APP = "https://app.example.com";
const PATH = "/millrace.v1.JobService/Enqueue";

function preflight(url: string, origin: string): Promise<Response> {
  return fetch(url + PATH, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,connect-protocol-version",
    },
  });
}

function enqueue(url: string, origin: string): Promise<Response> {
  return fetch(url + PATH, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: '{"type": "a"}',
  });
}

it.each([[[APP]], [["*"]]])("lets pages of %s call", async (corsOrigins) => {
  await using served = await serve(undefined, { corsOrigins });
  const asked = await preflight(served.url, APP);
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe(APP);
  expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
  expect(asked.headers.get("access-control-allow-headers")?.toLowerCase()).toContain(
    "connect-protocol-version",
  );
  const called = await enqueue(served.url, APP);
  expect(called.status).toBe(200);
  expect(called.headers.get("access-control-allow-origin")).toBe(APP);
  expect(called.headers.get("access-control-expose-headers")?.toLowerCase()).toContain(
    "grpc-status",
  );
  expect(called.headers.get("vary")).toContain("Origin");
});

it.each([[[]], [["https://other.example.com"]]])(
  "gives pages of an origin that is not in %j no leave",
  async (corsOrigins) => {
    await using served = await serve(undefined, { corsOrigins });
    for (const response of [await preflight(served.url, APP), await enqueue(served.url, APP)]) {
      expect(response.headers.has("access-control-allow-origin")).toBe(false);
    }
  },
);

it("tells the log of an origin that is not allowed, once", async () => {
  const warnings: object[] = [];
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (details: object, message: string) => warnings.push({ ...details, message }),
  };
  await using served = await serve(undefined, { logger, corsOrigins: [APP] });
  for (const origin of [APP, served.url, "http://localhost:5174", "http://localhost:5174"]) {
    await preflight(served.url, origin);
  }
  expect(warnings).toEqual([
    { origin: "http://localhost:5174", message: expect.stringContaining("--cors-origins") },
  ]);
});
