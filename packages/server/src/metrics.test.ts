import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { JobService, WorkerService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function open(options: Partial<MillraceServerOptions> = {}) {
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "1.2.3-test", metrics: true, ...options });
  const { port } = await server.start(0, "127.0.0.1");
  stops.push(
    () => store.close(),
    () => server.stop(0),
  );
  return { server, store, baseUrl: `http://127.0.0.1:${port}` };
}

/** The lines of a scrape that are no comments. */
async function scrape(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  return (await answer.text()).split("\n").filter((line) => !line.startsWith("#"));
}

/** Those that tell how many calls there were, as `system method code count`. */
function callsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [, ...parts] =
      /^rpc_server_call_duration_seconds_count\{rpc_system_name="(\w+)",rpc_method="([\w./]+)",rpc_status_code="(\w+)"\} (\d+)$/.exec(
        line,
      ) ?? [];
    return parts.length === 0 ? [] : [parts.join(" ")];
  });
}

test("a server shows its calls, its jobs, its store and its process", async () => {
  const { baseUrl } = await open();
  const connect = createConnectTransport({ baseUrl, httpVersion: "1.1" });
  const jobs = createClient(JobService, createGrpcTransport({ baseUrl }));
  const { job } = await jobs.enqueue({ type: "mail" });
  await createClient(JobService, connect).enqueue({ type: "mail" });
  await jobs.getJob({ id: "nonsense" }).catch(() => {});
  const worker = createClient(WorkerService, connect);
  const { leases } = await worker.lease({ types: ["mail"], maxJobs: 1, workerId: "w" });
  await worker.settle({
    items: leases.map(({ token }) => ({
      jobId: job?.id ?? "",
      token,
      outcome: { case: "completed", value: {} },
    })),
  });
  const events = jobs.watchJob({ id: leases[0]?.job?.id ?? "" })[Symbol.asyncIterator]();
  await events.next();
  await expect.poll(() => scrape(baseUrl)).toContain("millrace_store_up 1");
  const lines = await scrape(baseUrl);
  expect(callsIn(lines)).toEqual(
    expect.arrayContaining([
      "grpc millrace.v1.JobService/Enqueue OK 1",
      "connectrpc millrace.v1.JobService/Enqueue OK 1",
      "grpc millrace.v1.JobService/GetJob INVALID_ARGUMENT 1",
      "connectrpc millrace.v1.WorkerService/Lease OK 1",
      "connectrpc millrace.v1.WorkerService/Settle OK 1",
    ]),
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      'millrace_jobs_enqueued_total{type="mail",outcome="created"} 2',
      'millrace_jobs_settled_total{type="mail",outcome="completed"} 1',
      'millrace_store_call_seconds_count{store="memory",op="settle",outcome="ok"} 1',
      'millrace_build_info{version="1.2.3-test",store="memory"} 1',
      expect.stringMatching(/^millrace_connections\{protocol="http1"\} [1-9]/),
      'millrace_connections{protocol="http2"} 1',
      expect.stringMatching(/^process_resident_memory_bytes \d/),
      expect.stringMatching(/^nodejs_eventloop_lag_p99_seconds /),
    ]),
  );
});

test("a stream counts as long as it is open", async () => {
  const register = new Registry();
  const { baseUrl } = await open({ metrics: { register } });
  const jobs = createClient(JobService, createGrpcTransport({ baseUrl }));
  const { job } = await jobs.enqueue({ type: "mail" });
  const ended = new AbortController();
  const events = jobs.watchJob({ id: job?.id ?? "" }, { signal: ended.signal });
  const watch = events[Symbol.asyncIterator]();
  await watch.next();
  const streams = () => register.getSingleMetricAsString("millrace_streams");
  expect(await streams()).toContain('{method="millrace.v1.JobService/WatchJob"} 1');
  ended.abort();
  await expect(watch.next()).rejects.toThrow();
  await expect.poll(streams).toContain('{method="millrace.v1.JobService/WatchJob"} 0');
});

test("the stores of callers count as well", async () => {
  const theirs = new MemoryStore();
  const { baseUrl } = await open({ storeFor: () => theirs });
  await createClient(JobService, createGrpcTransport({ baseUrl })).enqueue({ type: "mail" });
  expect(await scrape(baseUrl)).toContain(
    'millrace_jobs_enqueued_total{type="mail",outcome="created"} 1',
  );
  await theirs.close();
});

test("metrics can have a port of their own, and then are on no other", async () => {
  const { server, baseUrl } = await open({ metrics: { port: 0, host: "127.0.0.1" } });
  expect((await fetch(`${baseUrl}/metrics`)).status).toBe(404);
  const url = `http://127.0.0.1:${server.metricsAddress?.port}`;
  expect(await scrape(url)).toContainEqual(expect.stringMatching(/^millrace_build_info/));
  await server.stop(0);
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});

test("a port of their own that is taken starts no server", async () => {
  const { server } = await open({ metrics: { port: 0, host: "127.0.0.1" } });
  const taken = server.metricsAddress?.port ?? 0;
  const second = new MillraceServer(new MemoryStore(), {
    version: "0.0.0-test",
    metrics: { port: taken },
  });
  await expect(second.start(0, "127.0.0.1")).rejects.toMatchObject({ port: taken });
});

test("without them nothing is shown", async () => {
  const { server, baseUrl } = await open({ metrics: false });
  expect((await fetch(`${baseUrl}/metrics`)).status).toBe(404);
  expect(server.metricsAddress).toBeUndefined();
});
