import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@millrace/client";
import { expect, it, vi } from "vitest";
import { runCli } from "./test/run-cli.ts";
import { ServedCli } from "./test/served-cli.ts";

const cli = new ServedCli();

/** What is offered at the end of a line; the library prints it by itself. */
async function offered(words: readonly string[], env = cli.env): Promise<string[]> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => lines.push(line));
  try {
    const { code } = await runCli(["complete", "--", ...words], { env });
    expect(code).toBe(0);
  } finally {
    log.mockRestore();
  }
  return lines.slice(0, -1);
}

const values = async (...words: string[]) =>
  (await offered(words)).map((line) => line.split("\t")[0]);

it("offers commands, options and what an option can be", async () => {
  expect(await values("jo")).toEqual(["job"]);
  expect(await values("job", "")).toEqual(expect.arrayContaining(["submit", "enqueue", "list"]));
  expect(await values("")).not.toContain("complete");
  expect(await values("job", "list", "--st")).toEqual(["--status", "--store"]);
  expect(await values("job", "list", "-o", "js")).toEqual(["json", "jsonl"]);
  expect(await values("completion", "")).toEqual(["bash", "zsh", "fish", "powershell"]);
});

it("offers types, and the ids of the jobs that a command is for", async () => {
  const waiting = await cli.enqueue("email");
  await cli.enqueue("report");
  const failed = await cli.fail("report");
  expect(await values("queue", "get", "")).toEqual(["email", "report"]);
  expect(await values("job", "enqueue", "em")).toEqual(["email"]);
  expect(await values("job", "list", "status:f")).toEqual(["status:failed"]);
  expect(await offered(["job", "retry", ""])).toEqual([`${failed}\treport FAILED`]);
  expect(await values("job", "cancel", "")).toEqual([waiting]);
  expect((await values("job", "get", "")).sort()).toEqual([waiting, failed].sort());
});

it("offers workflows and the ids of runs", async () => {
  await using client = new Client({ url: cli.url });
  await client.workflows.put({
    name: "waits",
    schema: 1,
    steps: { go: { await: { signal: "go" } } },
  });
  const { id } = await client.workflows.start("waits");
  expect(await offered(["workflow", "start", ""])).toEqual(["waits\tversion 1"]);
  expect(await offered(["workflow", "cancel", ""])).toEqual([`${id}\twaits RUNNING`]);
});

it("offers nothing, and says nothing, where nobody answers", async () => {
  const env = { ...cli.env, MILLRACE_URL: "http://127.0.0.1:1" };
  expect(await offered(["queue", "get", ""], env)).toEqual([]);
});

it("completes in bash", async () => {
  await cli.enqueue("email");
  const main = join(import.meta.dirname, "main.ts");
  const script = `
    millrace() { "${process.execPath}" --conditions=@millrace/source "${main}" "$@"; }
    source <(millrace completion bash)
    COMP_WORDS=(millrace queue get em) COMP_CWORD=3
    COMP_LINE="millrace queue get em" COMP_POINT=21
    $(complete -p millrace | sed -E 's/.*-F ([^ ]+).*/\\1/')
    echo "\${COMPREPLY[@]}"`;
  const env = { PATH: process.env["PATH"], ...cli.env };
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { env });
  expect(stdout.trim()).toMatch(/^email/);
});

it.each(["bash", "zsh", "fish", "powershell"])("has a script for %s", async (shell) => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  expect(await cli.run(["completion", shell])).toMatchObject({ code: 0 });
  expect(log.mock.calls.join()).toMatch(/millrace.* complete/);
  log.mockRestore();
  expect(await cli.run(["completion", "tcsh"])).toMatchObject({ code: 2 });
});
