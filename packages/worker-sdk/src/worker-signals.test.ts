import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "./test/jobs.ts";

const PROGRAM = join(import.meta.dirname, "test/signalled-worker.ts");

let child: ChildProcessByStdio<null, Readable, Readable>;
let output: string;
let errors: string;
let ended: Promise<unknown[]>;

function run(mode: string): void {
  child = spawn(process.execPath, ["--conditions=@millrace/source", PROGRAM, mode], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  output = "";
  errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  ended = once(child, "close");
}

afterEach(async () => {
  child.kill("SIGKILL");
  await ended;
});

describe("run()", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("ends by %s, after its jobs", async (signal) => {
    run("waits");
    await until(() => expect(output).toContain("running\n"));
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(output.replace("signalled\n", "")).toBe("running\ncompleted\nstopped\nran\n");
  });

  test("takes a signal that comes twice for one", async () => {
    run("waits");
    await until(() => expect(output).toContain("running\n"));
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(output).toContain("completed\nstopped\nran\n");
  });

  test("ends at once by a second signal, and says so", async () => {
    run("ignores");
    await until(() => expect(output).toContain("running\n"));
    child.kill("SIGTERM");
    await until(() => expect(output).toContain("signalled\n"));
    // One that comes within a second is the same one.
    await until(() => {
      child.kill("SIGTERM");
      expect(errors).toContain("the worker ends at once");
    });
    expect(await ended).toEqual([1, null]);
    expect(output).toBe("running\nsignalled\n");
  });

  test("of many workers hears signals once, without a warning", async () => {
    run("many");
    await until(() => expect(output).toContain("running\n"));
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(output).toBe("running\nran\n");
    expect(errors).not.toContain("MaxListenersExceededWarning");
  });

  test("that cannot start leaves nothing that keeps the process alive", async () => {
    run("refused");
    expect(await ended).toEqual([0, null]);
    expect(output).toMatch(/^refused: a store in memory/);
  });
});
