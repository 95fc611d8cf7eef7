import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { FORMATS } from "./global-options.ts";
import { ServedCli } from "./test/served-cli.ts";

const cli = new ServedCli();
const MAIN = join(import.meta.dirname, "main.ts");

/** The program as a process of its own. */
function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["--conditions=@millrace/source", MAIN, ...argv], {
    env: { PATH: process.env["PATH"], ...cli.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([code, signal]) => code ?? signal);
  return { child, ended, stderr: text(child.stderr) };
}

async function run(...argv: string[]) {
  const { child, ended, stderr } = start(argv);
  const stdout = await text(child.stdout);
  return { code: await ended, stdout, stderr: await stderr };
}

it.each(FORMATS)("prints -o %s as it does within a process", async (format) => {
  const id = await cli.enqueue("smoke", "--delay", "1h");
  const argv = ["job", "get", id, "-o", format, "--time", "iso"];
  expect(await run(...argv)).toEqual(await cli.run(argv));
});

describe("exits", () => {
  it.each([
    ["job", 2],
    ["job get 0-aaaaaaaaaaaaaaaa", 3],
    ["job list", 0],
  ])("%s: with %i", async (line, code) => {
    expect((await run(...line.split(" "))).code).toBe(code);
  });

  it("with 130 by Ctrl-C, once the document is whole", async () => {
    const id = await cli.enqueue("interrupted");
    const { child, ended, stderr } = start(["job", "watch", id, "-o", "json"]);
    let stdout = "";
    for await (const chunk of child.stdout) {
      if (stdout === "") child.kill("SIGINT");
      stdout += chunk;
    }
    expect(JSON.parse(stdout)).toMatchObject([{ id }]);
    expect({ code: await ended, stderr: await stderr }).toEqual({ code: 130, stderr: "" });
  });

  it("silently when nobody reads the help", async () => {
    const { child, ended, stderr } = start(["--help"]);
    child.stdout.destroy();
    expect({ code: await ended, stderr: await stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("silently when nobody reads on, as behind head", async () => {
    const type = "unread";
    await cli.print("job", "enqueue", type, "x".repeat(10_000), "--count", "100", "-o", "none");
    const { child, ended, stderr } = start(["job", "list", type, "--full", "-o", "jsonl"]);
    // More than a pipe takes is left when it is closed.
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect({ code: await ended, stderr: await stderr }).toEqual({ code: 0, stderr: "" });
  });
});

it("loads few modules to print help", async () => {
  const count = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({
      load(url, context, next) {
        if (!url.startsWith("node:")) loaded.push(url);
        return next(url, context);
      },
    });
    process.on("exit", () => console.error(loaded.join("\\n")));`;
  const { child, ended, stderr } = start(["--help"], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(count)}`,
  });
  expect(await text(child.stdout)).toMatch(/^Usage/);
  expect(await ended).toBe(0);
  const loaded = (await stderr).trimEnd().split("\n");
  expect(loaded).toContainEqual(expect.stringMatching(/src\/command-table\.ts$/));
  expect(loaded.length, await stderr).toBeLessThan(30);
});
