import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { create, type DescMethod, fromBinary, toBinary } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import {
  EnqueueRequestSchema,
  EnqueueResponseSchema,
  ErrorService,
  GroupService,
  JobService,
  OperationService,
  QueueService,
  ScheduleService,
  ServerService,
  WatchService,
  WorkerService,
  WorkflowService,
} from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MillraceServer, type MillraceServerOptions } from "../millrace-server.ts";
import type { DashboardOptions } from "./dashboard-options.ts";

const SCRIPT = `console.log(${JSON.stringify("x".repeat(200))})`;
const INDEX = `<meta name="millrace" content="{}"><script src="./assets/main-1.js"></script>`;

let files: string;
const stops: (() => Promise<void>)[] = [];

beforeAll(() => {
  files = mkdtempSync(join(tmpdir(), "millrace-dashboard-"));
  const assets = join(files, "assets");
  mkdirSync(assets);
  writeFileSync(join(files, "index.html"), INDEX);
  writeFileSync(join(assets, "main-1.js"), SCRIPT);
  writeFileSync(join(assets, "main-1.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(assets, "main-1.js.gz"), gzipSync(SCRIPT));
});

afterAll(() => rmSync(files, { recursive: true }));

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function open(dashboard: DashboardOptions = {}, more: Partial<MillraceServerOptions> = {}) {
  const store = new MemoryStore();
  const options = { version: "1.2.3", dashboard: { files, ...dashboard }, ...more };
  const server = new MillraceServer(store, options);
  const { port } = await server.start(0, "127.0.0.1");
  stops.push(
    () => store.close(),
    () => server.stop(0),
  );
  const url = `http://127.0.0.1:${port}`;
  const baseUrl = `${url}${dashboard.path ?? "/ui/"}api`;
  const jobs = createClient(JobService, createConnectTransport({ baseUrl, httpVersion: "1.1" }));
  return { store, url, baseUrl, jobs };
}

/** An answer as it comes, without following where it leads. */
function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, redirect: "manual" });
}

describe("the page", () => {
  it("lets no code run but its own, and is not kept", async () => {
    const { url } = await open();
    const { status, headers } = await get(`${url}/ui/`);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
  });

  it("knows what the server tells it, whatever that is called", async () => {
    const { url } = await open({ readOnly: true, label: `"><script>&` });
    const page = await (await get(`${url}/ui/`)).text();
    const [, content = ""] = /content="([^"]*)"/.exec(page) ?? [];
    expect(content).not.toMatch(/[<>]/);
    const plain = content.replaceAll("&quot;", '"').replaceAll("&lt;", "<");
    expect(JSON.parse(plain.replaceAll("&gt;", ">").replaceAll("&amp;", "&"))).toEqual({
      version: "1.2.3",
      readOnly: true,
      hidePayloads: false,
      label: `"><script>&`,
      root: "../",
    });
  });

  it.each([
    ["/ui/", "./assets"],
    ["/ui/jobs", "./assets"],
    ["/ui/jobs/0-a?q=x/y", "../assets"],
    ["/ui/workflows/a/b", "../../assets"],
  ])("at %s finds its assets behind any proxy", async (path, assets) => {
    const { url } = await open();
    expect(await (await get(url + path)).text()).toContain(`src="${assets}/main-1.js"`);
  });

  it("is where browsers are led to from the root, by relative addresses", async () => {
    const { url } = await open({ path: "/queue/admin/" });
    const browser = await get(url, { accept: "text/html,*/*" });
    expect(browser.status).toBe(307);
    expect(browser.headers.get("location")).toBe("queue/admin/");
    expect((await get(`${url}/queue/admin`)).headers.get("location")).toBe("admin/");
    const curl = await get(url, { accept: "*/*" });
    expect(curl.status).toBe(200);
    expect(await curl.text()).toMatch(/^Millrace 1.2.3/);
  });

  it("says how to install it where it is not", async () => {
    for (const missing of [undefined, join(files, "assets")]) {
      const { url } = await open({ files: missing });
      const answer = await get(`${url}/ui/`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain("npm install @millrace/dashboard");
    }
  });

  it("is not there unless it is asked for", async () => {
    const { url } = await open({}, { dashboard: undefined });
    expect((await get(`${url}/ui/`)).status).toBe(404);
    expect((await get(url, { accept: "text/html" })).status).toBe(200);
  });

  it.each(["ui", "/ui", "/a/../b/", "/ui?/"])("is refused at %s", async (path) => {
    await expect(open({ path })).rejects.toThrow("dashboard.path must begin and end with a slash");
  });
});

describe("an asset", () => {
  it.each([
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["", null],
  ])("comes compressed before for %s, and is kept for good", async (accepted, encoding) => {
    const { url } = await open();
    const answer = await get(`${url}/ui/assets/main-1.js`, { "accept-encoding": accepted });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(await answer.text()).toBe(SCRIPT);
  });

  it.each([
    "nothing.js",
    "../index.html",
    "..%2findex.html",
    "%2e%2e/index.html",
    "main-1.js.br",
    "constructor",
    "",
  ])("that was not built, such as %j, is not there", async (name) => {
    const { url } = await open();
    const { status, headers } = await get(`${url}/ui/assets/${name}`);
    const isPage = headers.get("content-type")?.startsWith("text/html") === true;
    expect(isPage || status === 404).toBe(true);
    if (status === 404) expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("a call of the page", () => {
  it("is a call of the server, under the page's own path", async () => {
    const { jobs, baseUrl } = await open();
    const { job } = await jobs.enqueue({ type: "mail" });
    expect((await jobs.getJob({ id: job?.id ?? "" })).job?.type).toBe("mail");
    expect((await get(`${baseUrl}/nothing`)).status).toBe(404);
  });

  it("is refused when another site makes it", async () => {
    const { baseUrl } = await open();
    const call = (site: string) =>
      fetch(`${baseUrl}/millrace.v1.JobService/Enqueue`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": site },
        body: `{"type": "mail"}`,
      });
    expect((await call("same-origin")).status).toBe(200);
    for (const site of ["cross-site", "same-site", "none"]) {
      const answer = await call(site);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "permission_denied" });
    }
  });
});

describe("a dashboard that is read-only", () => {
  it("is refused every change that the contract has, and reads", async () => {
    const { baseUrl, store, jobs } = await open({ readOnly: true });
    const [enqueued] = await store.enqueue([{ type: "mail", payload: new Uint8Array() }]);
    const id = enqueued && "job" in enqueued ? enqueued.job.id : "";
    expect((await jobs.getJob({ id })).job?.type).toBe("mail");
    const changing = [
      ...[ErrorService, GroupService, JobService, OperationService, QueueService, ScheduleService],
      ...[ServerService, WatchService, WorkerService, WorkflowService],
    ]
      .flatMap((service): readonly DescMethod[] => service.methods)
      .filter(({ idempotency }) => idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS);
    expect(changing.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "Enqueue",
        "UpdateJob",
        "PurgeQueue",
        "PauseQueue",
        "Settle",
        "PutWorkflow",
        "StartRun",
      ]),
    );
    for (const method of changing) {
      const answer = await fetch(`${baseUrl}/${method.parent.typeName}/${method.name}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      expect(await answer.json(), method.name).toMatchObject({
        code: "permission_denied",
        message: expect.stringContaining("--ui-read-only"),
      });
    }
    expect((await store.get(id)).status).toBe("PENDING");
  });

  it("leaves the server's own calls alone", async () => {
    const { url } = await open({ readOnly: true });
    const transport = createConnectTransport({ baseUrl: url, httpVersion: "1.1" });
    const { job } = await createClient(JobService, transport).enqueue({ type: "mail" });
    expect(job?.type).toBe("mail");
  });
});

describe("a dashboard that hides payloads", () => {
  const SECRET = new TextEncoder().encode(`{"card": "4111"}`);

  it("gets no bytes of a job by any call", async () => {
    const { jobs, store, url } = await open({ hidePayloads: true });
    const { job } = await jobs.enqueue({ type: "mail", payload: SECRET });
    const id = job?.id ?? "";
    expect(job?.payload).toHaveLength(0);
    expect((await jobs.getJob({ id })).job?.payload).toHaveLength(0);
    const { jobs: listed } = await jobs.listJobs({ type: "mail" });
    expect(listed).toMatchObject([{ id, payloadBytes: SECRET.length }]);
    expect(listed[0]?.payloadPreview).toHaveLength(0);
    for await (const event of jobs.watchJob({ id })) {
      expect(event.event?.job).toMatchObject({ id, type: "mail" });
      expect(event.event?.job?.payload).toHaveLength(0);
      break;
    }
    expect((await store.get(id)).payload).toEqual(SECRET);
    const transport = createConnectTransport({ baseUrl: url, httpVersion: "1.1" });
    const direct = await createClient(JobService, transport).getJob({ id });
    expect(direct.job?.payload).toEqual(SECRET);
  });

  it("gets none in binary either, where the server writes messages by itself", async () => {
    const { baseUrl } = await open({ hidePayloads: true });
    const method = JobService.method.enqueue;
    const request = { type: "mail", payload: SECRET };
    const answer = await fetch(`${baseUrl}/${method.parent.typeName}/${method.name}`, {
      method: "POST",
      headers: { "content-type": "application/proto" },
      body: toBinary(EnqueueRequestSchema, create(EnqueueRequestSchema, request)),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(fromBinary(EnqueueResponseSchema, bytes).job?.payload).toHaveLength(0);
  });
});
