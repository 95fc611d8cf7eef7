import { expect, test } from "vitest";
import { Program } from "./program.ts";

test("a program that is not there has ended, and says why", async () => {
  await using program = new Program("/nowhere/redis-server", []);
  await expect.poll(() => program.hasEnded).toBe(true);
  expect(program.errors).toBe(
    "/nowhere/redis-server does not run: spawn /nowhere/redis-server ENOENT",
  );
  program.freeze();
  program.thaw();
  await program.end("SIGTERM");
});

test("a program that ends by itself has ended, with what it said", async () => {
  const lines: string[] = [];
  const script = 'console.log("one\\ntwo"); console.error("oh"); process.exitCode = 3';
  await using program = new Program(process.execPath, ["-e", script], (line) => lines.push(line));
  await expect.poll(() => program.hasEnded).toBe(true);
  await program.end("SIGKILL");
  expect(lines).toEqual(["one", "two"]);
  expect(program.errors).toBe("oh\n");
});
