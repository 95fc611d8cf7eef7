import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const dsn = process.env["POSTGRES_DSN"];
if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");

const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "close");
  }
});

/** Starts `millrace-server` with a store. */
function serve(store: string) {
  const argv = ["--conditions=@millrace/source", MAIN, "--port", "0", "--host", "127.0.0.1"];
  const child = spawn(process.execPath, [...argv, "--store", store], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk) => {
      printed[stream] += chunk;
    });
  }
  return { child, printed };
}

test("a server whose Postgres needs something says what in one line, and ends", async () => {
  const url = new URL(dsn);
  url.pathname = `/nowhere-${randomUUID()}`;
  const { child, printed } = serve(url.href);
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(printed.stderr).toMatch(/^millrace-server: cannot use Postgres at .*create it.*\n$/);
});

test("a server whose Postgres is away serves, and waits for it", async () => {
  const { printed } = serve("postgres://127.0.0.1:1/db");
  await expect.poll(() => printed.stdout, { timeout: 20_000 }).toContain("millrace-server serves");
  expect(printed.stderr).toBe("");
});
