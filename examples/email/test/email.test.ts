import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = join(import.meta.dirname, "..");
const run = promisify(execFile);

const store = new MemoryStore();
const server = new MillraceServer(store, { version: "0.0.0-test" });
let env: NodeJS.ProcessEnv;
let worker: ChildProcess;

beforeAll(async () => {
  const { port } = await server.start(0, "127.0.0.1");
  env = { ...process.env, MILLRACE_URL: `http://127.0.0.1:${port}` };
  const stdio = ["ignore", "ignore", "inherit"] as const;
  worker = spawn(process.execPath, programArgs("worker.ts"), { env, stdio: [...stdio] });
});

afterAll(async () => {
  worker.kill("SIGKILL");
  await server.stop(0);
  await store.close();
});

function programArgs(file: string, ...args: string[]): string[] {
  return ["--conditions=@millrace/source", join(folder, file), ...args];
}

async function enqueue(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, programArgs("enqueue.ts", ...args), {
    env,
    timeout: 20_000,
  });
  return stdout;
}

test("an email is delivered", async () => {
  const lines = (await enqueue("ada@example.com", "Hello")).trim().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^enqueued 0-\w{16}$/),
    'COMPLETED {"delivered":"ada@example.com"}',
  ]);
});

test("an email to nowhere fails for good, at its first attempt", async () => {
  expect(await enqueue("nowhere")).toContain("FAILED nowhere is not an address");
  const { jobs } = await store.list({ type: "email", statuses: ["FAILED"] });
  expect(jobs).toMatchObject([{ attempt: 1 }]);
});

test("the worker ends by SIGTERM", async () => {
  worker.kill("SIGTERM");
  expect(await once(worker, "exit")).toEqual([0, null]);
});
