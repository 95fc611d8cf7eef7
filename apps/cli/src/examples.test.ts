import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@millrace/client";
import { SqliteStore } from "@millrace/store-sqlite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "./command-table.ts";
import { Program } from "./program.ts";
import type { RunOptions } from "./test/run-cli.ts";
import { ServedCli } from "./test/served-cli.ts";
import { shellWords } from "./test/shell-words.ts";

const cli = new ServedCli();

const folder = mkdtempSync(join(tmpdir(), "millrace-examples-"));
const cwd = process.cwd();
beforeAll(async () => {
  // Completion is printed by its library.
  vi.spyOn(console, "log").mockImplementation(() => {});
  writeFileSync(join(folder, "message.json"), '{"to": "ada"}');
  writeFileSync(
    join(folder, "schedules.yaml"),
    "schedules: { report: { cron: 0 2 * * *, job: { type: report } } }",
  );
  writeFileSync(
    join(folder, "workflow.yaml"),
    "{ name: order, schema: 1, steps: { charge: { type: charge } } }",
  );
  writeFileSync(join(folder, "send-mail.sh"), "#!/bin/sh\ncat\n", { mode: 0o755 });
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/python3"), "#!/bin/sh\ncat\n", { mode: 0o755 });
  await (await SqliteStore.open(`sqlite:${join(folder, "millrace.db")}`)).close();
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(cwd);
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const SCHEMA = `cli_${process.pid}`;
const POSTGRES = `${process.env["POSTGRES_DSN"]}?schema=${SCHEMA}`;
afterAll(async () => {
  const database = new pg.Client({ connectionString: process.env["POSTGRES_DSN"] });
  await database.connect();
  await database.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await database.end();
});

const env = { XDG_CONFIG_HOME: folder, PATH: `${join(folder, "bin")}:${process.env["PATH"]}` };

/** A job on which the examples of a command work. */
async function jobFor(path: string): Promise<string> {
  if (["job retry", "job wait", "job watch", "job logs"].includes(path)) {
    await cli.enqueue("example");
    return await cli.complete("example");
  }
  // Of a type that no example pauses or drains.
  return await cli.enqueue("example", "--delay", "1h");
}

let operations = 0;

/** An operation that has begun. */
async function operation(): Promise<string> {
  // Of a type of its own, on which no other one is at work.
  const type = `example-${++operations}`;
  await cli.enqueue(type, "--delay", "1h");
  const argv = ["job", "bulk", "cancel", type, "--detach", "-o", "id"];
  return (await cli.print(...argv)).trim();
}

/** A group with a job. */
async function group(): Promise<string> {
  return (await cli.store.groups.create({ jobs: [{ type: "example", delayMs: 3_600_000 }] })).id;
}

/** A run of a workflow that waits for a signal, or has ended for those commands that need that. */
async function workflowRun(path: string): Promise<string> {
  await using client = new Client({ url: cli.url });
  const steps = { go: { await: { signal: "go" } } };
  await client.workflows.put({ name: "waits", schema: 1, steps });
  const run = await client.workflows.start("waits");
  const needsEnd = ["workflow rerun", "workflow delete", "workflow watch"].includes(path);
  if (needsEnd) await run.cancel();
  return run.id;
}

/** Interrupts what runs until it is interrupted: once it has done something. */
function interruption(path: string): RunOptions {
  const interrupt = new AbortController();
  const { signal } = interrupt;
  if (path === "dev") return { signal, onStdout: () => interrupt.abort() };
  if (path !== "worker exec") return {};
  void cli.enqueue("email").then(async (id) => {
    for await (const { job } of cli.store.watch({ id })) {
      if (job.status === "COMPLETED") interrupt.abort();
    }
  });
  return { signal };
}

describe.each(COMMANDS.map(({ spec }) => spec))("the examples of millrace $path", (spec) => {
  it("are there", () => expect(spec.examples).not.toEqual([]));

  // Which needs a terminal: terminal.test.ts.
  it.each(spec.path === "top" ? [] : spec.examples)("%s", async (line) => {
    if (spec.path === "worker get") await cli.heartbeat("mail-1");
    if (spec.path.startsWith("schedule ")) {
      await cli.print("schedule", "put", "-f", "schedules.yaml");
    }
    if (spec.path.startsWith("workflow ")) await cli.print("workflow", "put", "workflow.yaml");
    const [program, ...argv] = shellWords(line, {
      RUN: spec.path.startsWith("workflow ") ? await workflowRun(spec.path) : "",
      ID: await jobFor(spec.path),
      OPERATION: spec.path.startsWith("operation ") ? await operation() : "",
      GROUP: spec.path.startsWith("group ") ? await group() : "",
      POSTGRES,
      REDIS: process.env["REDIS_URL"] ?? "",
    });
    expect(program).toBe("millrace");
    expect(argv.join(" ")).toMatch(new RegExp(`^${spec.path}\\b`));
    const { code, stderr } = await cli.run(argv, { env, ...interruption(spec.path) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    // So that the example after a drain can enqueue.
    if (spec.path === "queue drain") await cli.print("queue", "resume", "email");
  });

  it("stand in its help, with every option and argument", async () => {
    const help = (await cli.print(...spec.path.split(" "), "--help")) as string;
    for (const text of [spec.summary, ...spec.examples]) expect(help).toContain(text);
    for (const { flags } of Object.values(spec.options)) expect(help).toContain(flags);
    expect(new Program("0").help(spec.path.split(" "))).toBe(help);
  });
});

it("the examples of millrace itself run, too", async () => {
  const lines = [...(await cli.print("--help")).matchAll(/^ {2}(millrace .*)$/gm)];
  expect(lines.length).toBeGreaterThan(2);
  for (const [, line = ""] of lines) {
    const { code, stderr } = await cli.run(shellWords(line, {}).slice(1));
    expect({ line, code, stderr }).toMatchObject({ code: 0 });
  }
});
