import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { Worker } from "@millrace/worker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, commandsOf } from "../../test/blocks.ts";
import { nodeCommand, Program, until } from "../../test/example.ts";

// The programs and commands of the pages, as they are printed there but for the address.

const ROOT = join(import.meta.dirname, "../../..");
const ADDRESS = "http://localhost:8080";
const silent = { info: () => {}, warn: () => {}, error: () => {} };

const store = new MemoryStore();
const server = new MillraceServer(store, { version: "0.0.0-test" });
const programs: Program[] = [];
let url: string;
let folder: string;

beforeAll(async () => {
  const { port } = await server.start(0, "127.0.0.1");
  url = `http://127.0.0.1:${port}`;
  folder = mkdtempSync(join(tmpdir(), "millrace-pages-"));
  symlinkSync(join(ROOT, "examples/node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

afterAll(async () => {
  for (const program of programs) program.signal("SIGKILL");
  await Promise.all(programs.map((program) => program.ended()));
  rmSync(folder, { recursive: true });
  await server.stop(0);
  await store.close();
});

/** Starts each TypeScript program of a page that names the address, in the order of the page. */
function start(page: string): Program[] {
  const text = readFileSync(join(ROOT, "docs", page), "utf8");
  const codes = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const started = codes
    .filter((code) => code.includes(ADDRESS))
    .map((code, i) => {
      const file = join(folder, `${page}-${i}.ts`);
      writeFileSync(file, code.replaceAll(ADDRESS, url));
      return new Program(nodeCommand(file), { MILLRACE_URL: url });
    });
  programs.push(...started);
  return started;
}

test("the worker of worker.md runs the jobs of client.md", async () => {
  await store.enqueue([
    { type: "email", payload: new TextEncoder().encode("no JSON"), maxAttempts: 1 },
  ]);
  const [worker] = start("worker.md");
  await until(async () => {
    expect((await store.list({ statuses: ["FAILED"] })).jobs).toHaveLength(1);
  });
  await using reports = new Worker("report", (_job, { progress }) => progress(0.5), {
    source: store,
    logger: silent,
  });
  await reports.start();

  const [first, many, defined, overview] = start("client.md");
  expect(await first?.ended()).toBe(0);
  expect(first?.lines).toEqual(["true COMPLETED { deliveredTo: 'ada@example.com' }"]);
  for (const program of [many, defined]) expect(await program?.ended()).toBe(0);
  expect((await store.list({ type: "charge" })).jobs).toHaveLength(3);
  expect(await overview?.ended()).toBe(0);
  expect(overview?.lines[0]).toMatch(/^0-\w+ the payload of job 0-\w+ is not JSON/);
  expect(overview?.lines.at(-1)).toMatch(/^COMPLETED /);
  worker?.signal("SIGTERM");
  expect(await worker?.ended()).toBe(0);
});

test("the programs of queues.md tell of counts, of activity and of workers", async () => {
  const mail = { type: "email", payload: new TextEncoder().encode("{}") };
  await store.enqueue([mail]);
  await using worker = new Worker("other", () => {}, { url, logger: silent, workerId: "here" });
  await worker.start();
  const [counts, activity, workers] = start("queues.md");
  for (const program of [counts, activity, workers]) expect(await program?.ended()).toBe(0);
  expect(counts?.lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^1 wait, 0 run$/),
    expect.stringMatching(/^the oldest has waited for [\d.]+ s$/),
    expect.stringMatching(/^\d+ dead letters$/),
  ]);
  expect(counts?.lines.slice(3)).toContain("email 1 0");
  expect(activity?.lines[0]).toMatch(/^[\d.]+ jobs\/s come, [\d.]+ jobs\/s complete$/);
  expect(activity?.lines.slice(2)).not.toEqual([]);
  expect(workers?.lines).toContain("here runs 0 of 50 jobs of other");
});

test.each(["rest.md", "queues.md"])("the commands of %s", async (page) => {
  const blocks = blocksOf(readFileSync(join(ROOT, "docs", page), "utf8"));
  const commands = blocks.filter(({ language }) => language === "sh").flatMap(commandsOf);
  expect(commands).not.toEqual([]);
  const answers: string[] = [];
  let id = "";
  for (const command of commands) {
    const quiet = command.replace("curl ", "curl --silent --show-error --fail-with-body ");
    const { stdout } = await promisify(execFile)("sh", ["-c", quiet.replaceAll(ADDRESS, url)], {
      env: { ...process.env, ID: id },
    });
    answers.push(stdout);
    id ||= /"id":"(.+?)"/.exec(stdout)?.[1] ?? "";
  }
  for (const answer of answers) expect(answer).toMatch(/\n$|^$/);
});
