import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobService, WorkerService } from "@millrace/protocol";
import { freePort } from "@millrace/store-conformance/free-port";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { anyCaller } from "./caller.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

interface Running {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

const running: Running[] = [];

afterEach(endAll);

async function endAll(): Promise<void> {
  for (const { process, ended } of running.splice(0)) {
    process.kill("SIGKILL");
    await ended;
  }
}

/** `millrace-server` as a process of its own. */
function run(argv: string[], env: { [name: string]: string } = {}, cwd = process.cwd()): Running {
  const child = spawn(process.execPath, ["--conditions=@millrace/source", MAIN, ...argv], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const started = { process: child, stdout: () => stdout, stderr: () => stderr, ended };
  running.push(started);
  return started;
}

interface LogLine {
  readonly msg: string;
  readonly url?: string;
  readonly metrics?: string;
}

function logOf({ stdout }: Running): LogLine[] {
  const lines = stdout().split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LogLine);
}

/** The address in the startup line. */
async function addressOf(server: Running): Promise<string> {
  return await vi.waitFor(
    () => {
      const url = logOf(server).find(({ msg }) => msg === "millrace-server serves")?.url;
      if (url === undefined) throw new Error(`no startup line: ${server.stderr()}`);
      return url;
    },
    { timeout: 20_000, interval: 20 },
  );
}

const IN_MEMORY = ["--store", "memory:", "--port", "0", "--host", "127.0.0.1"];

it("serves at the address of its startup line, and becomes ready", async () => {
  const server = run(IN_MEMORY);
  const url = await addressOf(server);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
  const caller = anyCaller(url);
  const { created } = await caller.unary(JobService.method.enqueue, { type: "a" });
  expect(created).toBe(true);
  caller.close();
});

it("takes port, host and store from the environment", async () => {
  const server = run([], { PORT: "0", HOST: "127.0.0.1", MILLRACE_URL: "memory:" });
  const url = await addressOf(server);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

it("shows metrics on its port, or on one of their own, which it names", async () => {
  const [shared, apart] = [run(IN_MEMORY), run([...IN_MEMORY, "--metrics-port", "0"])];
  const build = /^millrace_build_info\{version=".+",store="memory"\} 1$/m;
  const page = await fetch(`${await addressOf(shared)}/metrics`);
  expect(await page.text()).toMatch(build);
  const url = await addressOf(apart);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const metrics = logOf(apart).find((line) => line.url === url)?.metrics ?? "";
  expect(await (await fetch(metrics)).text()).toMatch(build);
  const { port } = new URL(metrics);
  const third = run([...IN_MEMORY, "--metrics-port", port]);
  expect(await third.ended).toBe(1);
  expect(third.stderr()).toContain(
    `port ${port} of 127.0.0.1 is in use; choose another one with --metrics-port or MILLRACE_METRICS_PORT`,
  );
});

it("warns when other machines can reach it or a variable is misspelt, and else does not", async () => {
  const open = run(["--store", "memory:", "--port", "0"], { MILLRACE_DRAIN_GRACES: "1s" });
  const local = run(["--store", "memory:", "--port", "0", "--host", "localhost"]);
  for (const server of [open, local]) {
    const url = await addressOf(server);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  }
  const warned = expect.stringMatching(/open to other machines.*HOST=localhost/);
  await expect.poll(() => logOf(open).map(({ msg }) => msg)).toContainEqual(warned);
  const misspelt =
    "MILLRACE_DRAIN_GRACES is not a setting and is ignored; did you mean MILLRACE_DRAIN_GRACE?";
  expect(logOf(open).map(({ msg }) => msg)).toContain(misspelt);
  const toldLocally = logOf(local).map(({ msg }) => msg);
  expect(toldLocally).not.toContainEqual(warned);
  expect(toldLocally.join("\n")).not.toContain("did you mean");
});

describe("without a store's URL", () => {
  const ANY_PORT = ["--port", "0", "--host", "127.0.0.1"];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-server-"));
  });
  afterEach(async () => {
    await endAll();
    rmSync(folder, { recursive: true });
  });

  it("keeps its jobs in a file of its working directory", async () => {
    const first = run(ANY_PORT, {}, folder);
    const caller = anyCaller(await addressOf(first));
    const { job } = await caller.unary(JobService.method.enqueue, { type: "a" });
    caller.close();
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(readdirSync(folder)).toEqual(["millrace.db"]);

    const second = anyCaller(await addressOf(run(ANY_PORT, {}, folder)));
    const { jobs } = await second.unary(JobService.method.listJobs, {});
    expect(jobs.map(({ id }) => id)).toEqual([job?.id]);
    second.close();
  });

  it("refuses, in one line, a file that another server has", async () => {
    await addressOf(run(ANY_PORT, {}, folder));
    const second = run(ANY_PORT, {}, folder);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(
      /^millrace-server: \.\/millrace\.db is open in another process, .*\n$/,
    );
  });
});

describe("stopping", () => {
  it("ends when the reader of its log is gone", async () => {
    const server = run(IN_MEMORY);
    await addressOf(server);
    server.process.stdout?.destroy();
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("%s drains and exits with 0", async (signal) => {
    const server = run(IN_MEMORY);
    const caller = anyCaller(await addressOf(server));
    const polling = caller.unary(WorkerService.method.lease, {
      types: ["a"],
      workerId: "w",
      wait: { seconds: 60n },
    });
    // A second call on the same connection is answered once the first has arrived.
    await caller.unary(JobService.method.listJobs, {});
    server.process.kill(signal);
    expect((await polling).leases).toEqual([]);
    expect(await server.ended).toBe(0);
    expect(logOf(server).map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(["draining", "stopped"]),
    );
    expect(server.stderr()).toBe("");
    caller.close();
  });

  it("a signal that comes twice is one", async () => {
    const server = run(IN_MEMORY);
    const caller = anyCaller(await addressOf(server));
    const polling = caller.unary(WorkerService.method.lease, {
      types: ["a"],
      workerId: "w",
      wait: { seconds: 60n },
    });
    await caller.unary(JobService.method.listJobs, {});
    server.process.kill("SIGINT");
    server.process.kill("SIGINT");
    expect((await polling).leases).toEqual([]);
    expect(await server.ended).toBe(0);
    expect(server.stderr()).toBe("");
    caller.close();
  });

  it("a signal that comes while it loads ends it in good order", async () => {
    const killWhileLoading = `
      import { registerHooks } from "node:module";
      registerHooks({
        load(url, context, next) {
          if (url.endsWith("/program.ts")) process.kill(process.pid, "SIGTERM");
          return next(url, context);
        },
      });`;
    const preload = `data:text/javascript,${encodeURIComponent(killWhileLoading)}`;
    const server = run(IN_MEMORY, { NODE_OPTIONS: `--import=${preload}` });
    expect(await server.ended).toBe(0);
    expect(server.stderr()).toBe("");
  });

  it("a second signal ends it at once", async () => {
    // Nobody answers there, so that a call stays open as long as its store may be silent.
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const server = run([
      ...["--store", `redis://127.0.0.1:${port}`, "--port", "0", "--host", "127.0.0.1"],
      ...["--drain-grace", "60m"],
    ]);
    const caller = anyCaller(await addressOf(server));
    const open = caller.unary(JobService.method.listJobs, {}).catch(() => {});
    server.process.kill("SIGTERM");
    await expect.poll(() => logOf(server).map(({ msg }) => msg)).toContain("draining");
    // One that comes within a second is the same one, and a Ctrl-C often comes twice.
    await expect
      .poll(() => server.process.kill("SIGINT") && server.stderr(), { timeout: 20_000 })
      .toMatch(/^millrace-server: SIGINT came again: ending immediately\n/);
    expect(await server.ended).toBe(1);
    await open;
    caller.close();
    silent.close();
  });
});

describe("what it cannot do", () => {
  it("a busy port is one clear line and exit code 1", async () => {
    const url = await addressOf(run(IN_MEMORY));
    const { port } = new URL(url);
    const second = run(["--store", "memory:", "--host", "127.0.0.1", "--port", port]);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toBe(
      `millrace-server: port ${port} of 127.0.0.1 is in use; choose another one with --port or PORT\n`,
    );
    expect(second.stdout()).toBe("");
  });

  it("an address that is not here is told as well", async () => {
    const server = run(["--store", "memory:", "--host", "192.0.2.1"]);
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(
      /^millrace-server: cannot listen on port 8080 of 192\.0\.2\.1: .*; choose another address with --host or HOST\n$/,
    );
  });

  it("a wrong configuration is told in full", async () => {
    const server = run(["--port", "x", "--log-level", "loud"], { MILLRACE_URL: "mysql://h" });
    expect(await server.ended).toBe(1);
    expect(server.stdout()).toBe("");
    for (const named of ["flag --port", "flag --log-level", "MILLRACE_URL"]) {
      expect(server.stderr()).toContain(named);
    }
  });

  it("help and version go to standard output", async () => {
    const version = run(["--version"]);
    expect(await version.ended).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = run(["--help"]);
    expect(await help.ended).toBe(0);
    expect(help.stdout()).toContain("Usage: millrace-server");
  });
});

describe("a bug that nothing handles", () => {
  const onSignal = (body: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,process.on('SIGUSR2',()=>{${body}})`,
  });

  it.each([
    ["an exception", "throw(Error('boom'))"],
    ["a rejection", "Promise.reject(Error('boom'))"],
  ])("%s is logged, and the program drains and exits with 1", async (_, body) => {
    const server = run(IN_MEMORY, onSignal(body));
    await addressOf(server);
    server.process.kill("SIGUSR2");
    expect(await server.ended).toBe(1);
    expect(server.stdout()).toContain("boom");
    expect(logOf(server).map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([expect.stringContaining("a bug"), "draining", "stopped"]),
    );
  });
});

it("starts while its store is down, says so, and refuses calls as UNAVAILABLE", async () => {
  const port = await freePort();
  const server = run([
    "--store",
    `redis://:s3cret@127.0.0.1:${port}`,
    "--port",
    "0",
    "--host",
    "127.0.0.1",
  ]);
  const url = await addressOf(server);
  const readiness = await fetch(`${url}/readyz`);
  expect(readiness.status).toBe(503);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const caller = anyCaller(url);
  await expect(
    caller.unary(JobService.method.enqueue, { type: "a" }, { timeoutMs: 60_000 }),
  ).rejects.toThrow("unavailable");
  await vi.waitFor(
    () =>
      expect(logOf(server).map(({ msg }) => msg)).toContain(
        "the store does not answer, or takes no jobs: not ready",
      ),
    { timeout: 20_000 },
  );
  expect(server.stdout()).not.toContain("s3cret");
  caller.close();
});
