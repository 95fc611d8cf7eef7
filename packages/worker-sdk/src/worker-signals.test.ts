import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "./test/jobs.ts";

const PROGRAM = join(import.meta.dirname, "test/signalled-worker.ts");

let child: ChildProcessByStdio<null, Readable, null>;
let output: string;
let ended: Promise<unknown[]>;

function run(mode: string): void {
  child = spawn(process.execPath, ["--conditions=@millrace/source", PROGRAM, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  output = "";
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

  test("ends at once by a second signal", async () => {
    run("ignores");
    await until(() => expect(output).toContain("running\n"));
    child.kill("SIGTERM");
    await until(() => expect(output).toContain("signalled\n"));
    child.kill("SIGTERM");
    expect(await ended).toEqual([1, null]);
    expect(output).toBe("running\nsignalled\n");
  });

  test("that cannot start leaves nothing that keeps the process alive", async () => {
    run("refused");
    expect(await ended).toEqual([0, null]);
    expect(output).toMatch(/^refused: a store in memory/);
  });
});
