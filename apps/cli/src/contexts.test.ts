import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "./test/run-cli.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "millrace-contexts-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const file = () => join(home, "millrace/config.yaml");

function run(line: string, env: Readonly<Record<string, string>> = {}) {
  return runCli(line.split(" "), { env: { XDG_CONFIG_HOME: home, ...env } });
}

/** Where the jobs are, and what says so. */
async function place(line: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { stdout, stderr } = await run(`context show -o json ${line}`.trimEnd(), env);
  return stdout === "" ? stderr : JSON.parse(stdout);
}

it("the file is for its owner alone, and shows no password", async () => {
  await run("context add a --store redis://:secret@localhost:6379");
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readFileSync(file(), "utf8")).toContain("secret");
  for (const line of ["context list", "context list -o json", "context show"]) {
    const { stdout } = await run(line);
    expect(stdout).toContain("***");
    expect(stdout).not.toContain("secret");
  }
});

it("the first one is the current one, until another is used or it is deleted", async () => {
  await run("context add a --server http://a:1");
  await run("context add b --server http://b:1");
  expect(await place("")).toMatchObject({ url: "http://a:1/", context: "a" });
  await run("context use b");
  expect(await place("")).toMatchObject({ url: "http://b:1/", source: "the context b" });
  expect((await run("context list")).stdout).toMatch(/^\* +b +http:\/\/b:1\/$/m);
  await run("context delete b");
  expect(await place("")).toEqual({ url: "http://localhost:8080/", source: "the default" });
});

describe("what counts first", () => {
  beforeEach(async () => {
    await run("context add a --server http://a:1");
    await run("context add b --server http://b:1");
  });

  const everything = {
    MILLRACE_URL: "http://url:1",
    MILLRACE_CONTEXT: "b",
    REDIS_URL: "redis://redis:1",
  };

  it.each([
    ["--server http://server:1", everything, "http://server:1/"],
    ["--context a", everything, "http://a:1/"],
    ["", everything, "http://url:1/"],
    ["", { ...everything, MILLRACE_URL: "" }, "http://b:1/"],
    ["", { REDIS_URL: "redis://redis:1" }, "http://a:1/"],
  ])("with %j and %j", async (line, env, url) => {
    expect(await place(line, env)).toMatchObject({ url });
  });

  it("without contexts, what clients read", async () => {
    await run("context delete a");
    const env = { REDIS_URL: "redis://redis:1" };
    expect(await place("", env)).toMatchObject({ url: "redis://redis:1" });
  });
});

it("names the contexts that there are, where one is not", async () => {
  const none = await run("context show --context c");
  expect(none.stderr).toMatch(/there is no context c\nmillrace context add makes/);
  await run("context add a --server http://a:1");
  expect(await run("context use c")).toMatchObject({ code: 3, stderr: /there are a;/ });
  expect(await run("context delete constructor")).toMatchObject({ code: 3 });
});

it.each([
  ["context add a", /where the jobs are is not said/],
  ["context add a --server redis://x", /--server must be http: or https:/],
  ["context add a --store http://x", /--store must be a store/],
])("refuses %s", async (line, message) => {
  expect(await run(line)).toMatchObject({ code: 2, stderr: message });
  expect(await place("")).toMatchObject({ source: "the default" });
});

it.each(["contexts: [1]", "contexts: {a: {}}", "{", "contexts: {a: {server: 1}}"])(
  "says which file cannot be read: %s",
  async (text) => {
    await run("context add a --server http://a:1");
    writeFileSync(file(), text);
    const { code, stderr } = await run("context list");
    expect(code).toBe(7);
    expect(stderr).toContain(`the configuration ${file()} cannot be read`);
  },
);

it("an empty file has none", async () => {
  await run("context add a --server http://a:1");
  writeFileSync(file(), "");
  expect(await run("context list -o json")).toMatchObject({ code: 0, stdout: "[]\n" });
});
