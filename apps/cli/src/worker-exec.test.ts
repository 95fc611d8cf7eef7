import { describe, expect, it } from "vitest";
import type { Ran } from "./test/run-cli.ts";
import { ServedCli } from "./test/served-cli.ts";

const cli = new ServedCli();

/** A worker that runs a script of Node for jobs of a type. */
class ExecWorker implements AsyncDisposable {
  readonly #interrupt = new AbortController();
  readonly #ran: Promise<Ran>;

  constructor(type: string, script: string, ...options: string[]) {
    // A cancel comes with the extension of a lease.
    const argv = ["worker", "exec", type, "--lease", "1s", ...options];
    this.#ran = cli.run([...argv, "--", process.execPath, "--eval", script], {
      signal: this.#interrupt.signal,
    });
  }

  async end(): Promise<Ran> {
    this.#interrupt.abort();
    return await this.#ran;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

async function finished(type: string, ...options: string[]) {
  const id = await cli.enqueue(type, ...options);
  for await (const { job } of cli.store.watch({ id })) {
    if (["COMPLETED", "FAILED", "CANCELLED"].includes(job.status)) return job;
  }
  throw new Error(`${id} is gone`);
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

it("gives a program the payload, keeps what it prints, and logs its standard error", async () => {
  const worker = new ExecWorker(
    "piped",
    `process.stdin.on("data", (data) => console.log(JSON.stringify({ got: String(data) })));
     console.error("one"); console.error("two");`,
  );
  const job = await finished("piped");
  expect(job).toMatchObject({ status: "COMPLETED", log: [{ text: "one" }, { text: "two" }] });
  expect(JSON.parse(text(job.result))).toEqual({ got: "{}" });
  const { code, stdout, stderr } = await worker.end();
  // An end in good order is no interruption.
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain(`${job.id} | one\n`);
  expect(await cli.print("job", "logs", job.id, "--fields", "text")).toBe("text\none\ntwo\n");
});

it("tells a program of its job by the environment", async () => {
  await using _ = new ExecWorker(
    "told",
    `const { env } = process;
     console.log(JSON.stringify(Object.entries(env).filter(([name]) => name.startsWith("MILLRACE_"))))`,
  );
  const job = await finished("told", "--meta", "team=mail", "--max-attempts", "2");
  expect(Object.fromEntries(JSON.parse(text(job.result)))).toEqual({
    MILLRACE_URL: cli.url,
    MILLRACE_JOB_ID: job.id,
    MILLRACE_JOB_TYPE: "told",
    MILLRACE_JOB_ATTEMPT: "1",
    MILLRACE_JOB_MAX_ATTEMPTS: "2",
    MILLRACE_JOB_CONTENT_TYPE: "application/json",
    MILLRACE_JOB_METADATA: '{"team":"mail"}',
    MILLRACE_JOB_FENCE: expect.stringMatching(/^\d+$/),
    MILLRACE_WORKER_ID: job.workerId,
  });
});

describe("a program fails its attempt", () => {
  it("by its exit code and the last line of its standard error", async () => {
    await using _ = new ExecWorker("coded", `console.error("first\\nlast"); process.exit(3)`);
    const job = await finished("coded", "--max-attempts", "1");
    expect(job.status).toBe("FAILED");
    expect(job.result).toBeUndefined();
    expect(job.errors).toMatchObject([{ message: "exit code 3: last", details: /first\nlast/ }]);
  });

  it("by a signal", async () => {
    await using _ = new ExecWorker("killed", `process.kill(process.pid, "SIGKILL")`);
    const { errors } = await finished("killed", "--max-attempts", "1");
    expect(errors).toMatchObject([{ message: "killed by SIGKILL" }]);
  });

  it("for good, by the exit codes that say so", async () => {
    await using _ = new ExecWorker("permanent", "process.exit(65)", "--permanent", "64,65");
    expect(await finished("permanent")).toMatchObject({ status: "FAILED", attempt: 1 });
  });

  it("when it cannot be started", async () => {
    const interrupt = new AbortController();
    const argv = ["worker", "exec", "absent", "--", "/no/such/program"];
    const ran = cli.run(argv, { signal: interrupt.signal });
    const { errors } = await finished("absent", "--max-attempts", "1");
    expect(errors).toMatchObject([{ message: /^the program cannot be started: .*ENOENT/ }]);
    interrupt.abort();
    expect(await ran).toMatchObject({ code: 0 });
  });

  it("when it does not read its input, only if it says so", async () => {
    await using _ = new ExecWorker("deaf", "process.stdin.destroy()");
    const { stdout } = await cli.run(["job", "enqueue", "deaf", "-", "--wait", "-o", "json"], {
      stdin: "x".repeat(500_000),
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: "COMPLETED" });
  });
});

// Starts a program of its own and waits for it; each says when it has got SIGTERM.
const FAMILY = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["--eval",
    'process.on("SIGTERM", () => { console.error("child ends"); process.exit(1); }); console.error("ready"); setInterval(() => {}, 1000)'],
    { stdio: "inherit" });
  process.on("SIGTERM", () => {});
  child.on("exit", () => { console.error("parent ends"); process.exit(1); });`;

/** Waits until the handler of a job has logged `line`. */
async function logged(id: string, line: string): Promise<void> {
  for await (const { job } of cli.store.watch({ id })) {
    if (job.log?.some(({ text }) => text === line)) return;
  }
}

it("a cancel ends the program and all that it has started", async () => {
  await using _ = new ExecWorker("cancelled", FAMILY);
  const id = await cli.enqueue("cancelled");
  await logged(id, "ready");
  await cli.print("job", "cancel", id);
  expect(await cli.run(["job", "wait", id, "-o", "none"])).toMatchObject({ code: 11 });
  const { log } = await cli.store.get(id);
  expect(log?.map(({ text }) => text)).toEqual(["ready", "child ends", "parent ends"]);
});

it("SIGKILL ends one that does not heed SIGTERM", async () => {
  await using _ = new ExecWorker(
    "stubborn",
    `process.on("SIGTERM", () => {}); console.error("ready"); setInterval(() => {}, 1000)`,
    ...["--kill-after", "10ms"],
  );
  const id = await cli.enqueue("stubborn");
  await logged(id, "ready");
  await cli.print("job", "cancel", id);
  expect(await cli.run(["job", "wait", id, "-o", "none"])).toMatchObject({ code: 11 });
});

it("a shutdown lets a program end, within its grace", async () => {
  const worker = new ExecWorker(
    "ending",
    `console.error("ready"); setTimeout(() => console.log("1"), 200)`,
  );
  const id = await cli.enqueue("ending");
  await logged(id, "ready");
  expect((await worker.end()).code).toBe(0);
  expect(await cli.store.get(id)).toMatchObject({ status: "COMPLETED" });
});

it("runs as many programs at a time as it is told, by HTTP/1.1 if need be", async () => {
  const options = ["--concurrency", "3", "--http1"];
  await using _ = new ExecWorker("many", "process.stdin.resume()", ...options);
  await cli.print("job", "enqueue", "many", "--count", "6", "--wait", "-o", "none");
  expect(await cli.run(["worker", "list", "-o", "json"])).toMatchObject({
    stdout: /"concurrency": 3/,
  });
});

it.each(["0", "x", "256"])("--permanent %s makes no sense", async (codes) => {
  const argv = ["worker", "exec", "a", "--permanent", codes, "--", "true"];
  expect(await cli.run(argv)).toMatchObject({ code: 2, stderr: /exit codes from 1 to 255/ });
});
