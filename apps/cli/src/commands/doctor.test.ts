import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly finding: string;
  readonly remedy?: string;
}

async function findings(url = cli.url): Promise<Finding[]> {
  const { stdout } = await runCli(["server", "doctor", "-o", "json", "--server", url]);
  return JSON.parse(stdout) as Finding[];
}

describe("server doctor", () => {
  it("finds a queue that is paused, one without workers, and failed jobs", async () => {
    await cli.enqueue("sick");
    await cli.fail("sick");
    await cli.enqueue("sick");
    await cli.print("queue", "pause", "sick", "--reason", "down");
    await cli.print("queue", "drain", "sick");
    const found = (await findings()).filter(({ check }) => check === "queue sick");
    expect(found).toMatchObject([
      { finding: "is paused: down", remedy: "millrace queue resume sick" },
      { finding: "takes no new jobs" },
      { finding: /1 pending jobs and no worker/ },
      { finding: "has 1 jobs that failed for good", remedy: "millrace dead list sick" },
    ]);
    expect(found.every(({ status }) => status === "warning")).toBe(true);
  });

  it("prints what mends it as a script, which it does not run", async () => {
    await cli.print("queue", "pause", "planned", "--reason", "rm -rf\\n/");
    await cli.enqueue("unworked");
    const plan = await cli.print("server", "doctor", "--fix-plan");
    expect(plan).toContain("# queue planned: is paused: rm -rf");
    expect(plan).toContain("\nmillrace queue resume planned\n");
    expect(plan).toMatch(/^# queue unworked: has 1 pending jobs .*: start one$/m);
    for (const line of plan.split("\n")) expect(line).toMatch(/^(#|millrace |$)/);
    await cli.print("queue", "resume", "planned");
  });

  it("finds that nobody maintains the store, and who does", async () => {
    const store = new MemoryStore();
    const server = new MillraceServer(store, { version: "1.2.3", maintain: false });
    const { port } = await server.start(0, "127.0.0.1");
    onTestFinished(() => server.stop(0));
    const maintenance = async () => {
      const found = await findings(`http://127.0.0.1:${port}`);
      return found.filter(({ check }) => check === "maintenance");
    };
    expect(await maintenance()).toMatchObject([{ status: "warning", finding: /nobody does it/ }]);
    await store.holdRole({ role: "maintenance", holder: "worker a", leaseMs: 60_000 });
    expect(await maintenance()).toMatchObject([{ status: "ok", finding: "is done by worker a" }]);
  });

  it("finds a worker whose event loop is late", async () => {
    const worker = { types: ["a"], concurrency: 1, running: 1, version: "", host: "", server: "" };
    await cli.store.workers.heartbeat({ workerId: "late", eventLoopLagMs: 5_000, ...worker });
    expect(await findings()).toContainEqual(
      expect.objectContaining({ check: "worker late", finding: "its event loop is 5000 ms late" }),
    );
  });

  it("finds jobs that wait for long, and a clock that is behind", async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
    const store = new MemoryStore({ clock });
    const server = new MillraceServer(store, { version: "1.2.3" });
    const { port } = await server.start(0, "127.0.0.1");
    onTestFinished(() => server.stop(0));
    const url = `http://127.0.0.1:${port}`;
    const worker = { concurrency: 1, running: 1, version: "", host: "", server: "" };
    await runCli(["job", "enqueue", "slow", "--server", url]);
    aheadMs = 10 * 60_000;
    await store.workers.heartbeat({ workerId: "w", types: ["slow"], eventLoopLagMs: 0, ...worker });
    const found = await findings(url);
    expect(found).toContainEqual(
      expect.objectContaining({ check: "queue slow", finding: "has a job that waits for 10 min" }),
    );
    const late = found.find(({ check }) => check === "clock");
    expect(late).toMatchObject({ status: "warning", finding: /is 600 s ahead of that/ });
    expect(found.find(({ check }) => check === "version")).toMatchObject({ status: "warning" });
  });

  it("ends with 1, and says what to do, where nobody answers", async () => {
    const { code, stdout } = await runCli(["server", "doctor", "--server", "http://127.0.0.1:1"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^server +failed .* start it, or say where it is/m);
  });
});

describe("store check", () => {
  it("says what an operator should know of a store", async () => {
    const redis = process.env["REDIS_URL"] as string;
    const { code, stdout } = await runCli(["store", "check", "--store", redis]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^store +ok +redis:.* is ready$/m);
    expect(stdout).toMatch(/^store +warning +Redis keeps nothing on disk/m);
    const doctor = await runCli(["server", "doctor", "--store", redis]);
    expect(doctor.stdout).toMatch(/^store +warning +Redis keeps nothing on disk/m);
  });

  it("works on a store, and not on a server", async () => {
    expect(await cli.run(["store", "check"])).toMatchObject({
      code: 2,
      stderr: /named by the environment variable MILLRACE_URL, is a server/,
    });
  });
});

it("store migrate is for Postgres", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sqlite = await runCli(["store", "migrate", "--store", `sqlite:${folder}/a.db`]);
  expect(sqlite).toMatchObject({ code: 5, stderr: /brought to this version when it is opened/ });
});
