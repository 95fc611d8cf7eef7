import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const WAIT = { timeout: 25_000, interval: 20 };

let folder: string;
let demo: ChildProcessByStdio<null, Readable, Readable>;
let printed: string;
let ended: Promise<unknown[]>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-demo-"));
});

afterEach(async () => {
  killGroup("SIGKILL");
  await ended;
  rmSync(folder, { recursive: true });
});

/** Starts the demo as the leader of a process group, which a terminal's Ctrl-C reaches as a whole. */
function start(): void {
  demo = spawn(process.execPath, ["--conditions=@millrace/source", "scripts/demo.ts"], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", HOST: "", MILLRACE_URL: `sqlite:${folder}/jobs.db` },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  printed = "";
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  }
  ended = once(demo, "close");
}

function killGroup(signal: NodeJS.Signals): void {
  try {
    process.kill(-(demo.pid as number), signal);
  } catch {
    // It has ended.
  }
}

async function untilPrinted(pattern: RegExp): Promise<RegExpExecArray> {
  return await vi.waitFor(() => {
    const match = pattern.exec(printed);
    if (match === null) throw new Error(`not printed: ${pattern}\n${printed}`);
    return match;
  }, WAIT);
}

/** The address of its server, once that serves. */
const address = async () => (await untilPrinted(/url: "(http:[^"]+)"/))[1] as string;

interface Answer {
  readonly job: { readonly id: string; readonly status: string; readonly attempt: number };
}

/** Calls a method of its JobService, as curl does. */
async function call(url: string, method: string, request: object): Promise<Answer> {
  const response = await fetch(`${url}/millrace.v1.JobService/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return (await response.json()) as Answer;
}

test("one Ctrl-C ends it in good order, and the next start finds no job that was left", async () => {
  start();
  const url = await address();
  await untilPrinted(/the worker waits for jobs/);
  const { job } = await call(url, "Enqueue", { type: "slow" });
  const stored = (at: string) => call(at, "GetJob", { id: job.id });
  await vi.waitFor(async () => {
    expect((await stored(url)).job.status).toBe("JOB_STATUS_RUNNING");
  }, WAIT);
  killGroup("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(printed).toMatch(/INFO: draining\n[\s\S]*INFO: stopped\n/);

  start();
  const next = await address();
  expect((await stored(next)).job).toMatchObject({ status: "JOB_STATUS_COMPLETED", attempt: 1 });
  killGroup("SIGINT");
  expect(await ended).toEqual([0, null]);
});

test("it shows the dashboard, at the address that it prints", async () => {
  start();
  const [, page = ""] = await untilPrinted(/mend them: (http\S+\/ui\/)/);
  const answer = await fetch(page);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("<title>Millrace</title>");
  killGroup("SIGINT");
  expect(await ended).toEqual([0, null]);
});

test("it tells of a failed attempt once, and listens to this machine alone", async () => {
  start();
  await untilPrinted(/flaky \S+ is COMPLETED/);
  expect(printed.match(/worker \|.*flaky always fails its first attempt/g)).toHaveLength(1);
  expect(printed).not.toMatch(/open to other machines/);
});

test("its worker prints the job of the curl command that it says to try", async () => {
  start();
  const [, body = "", url = ""] = await untilPrinted(/curl --json '(.+)' (http\S+)/);
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  expect(response.status).toBe(201);
  await untilPrinted(/worker \| print \S+: \{"hello": "curl"\}/);
});

test("it ends when nobody reads what it prints, and leaves nothing behind", async () => {
  start();
  const url = await address();
  demo.stdout.destroy();
  await ended;
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
});

test("its programs end with it when it is killed", async () => {
  start();
  const url = await address();
  demo.kill("SIGKILL");
  await ended;
  await vi.waitFor(() => expect(fetch(`${url}/readyz`)).rejects.toThrow(), WAIT);
});
