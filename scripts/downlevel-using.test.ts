import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { AsyncStack } from "./disposable-stack.mjs";

test("a program that has `using` runs without a Node that knows it", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-using-"));
  try {
    const file = join(folder, "program.ts");
    writeFileSync(
      file,
      `async function main(): Promise<void> {
  await using a = { [Symbol.asyncDispose]: async () => console.log("closed") };
  console.log(typeof a);
}
await main();
console.log(/ using /.test(main.toString()));
`,
    );
    const hook = pathToFileURL(join(import.meta.dirname, "downlevel-using.mjs")).href;
    const output = execFileSync(process.execPath, [`--import=${hook}`, file], { encoding: "utf8" });
    expect(output.trim().split("\n")).toEqual(["object", "closed", "false"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Beside the one of this Node, where it has one.
const STACKS = { ours: AsyncStack, "Node's": globalThis.AsyncDisposableStack ?? AsyncStack };

test.each(Object.keys(STACKS) as (keyof typeof STACKS)[])("a stack of %s", async (whose) => {
  const told: string[] = [];
  const stack = new STACKS[whose]();
  const resource = { [Symbol.asyncDispose]: async () => void told.push("async") };
  expect(stack.use(resource)).toBe(resource);
  stack.use({ [Symbol.dispose]: () => void told.push("sync") });
  expect(stack.use(null)).toBeNull();
  stack.defer(() => {
    throw new Error("it fails");
  });
  const moved = stack.move();
  await stack.disposeAsync();
  expect([stack.disposed, moved.disposed, told]).toEqual([true, false, []]);
  expect(() => stack.defer(() => {})).toThrow(ReferenceError);
  expect(() => moved.use({} as Disposable)).toThrow(TypeError);
  await expect(moved[Symbol.asyncDispose]()).rejects.toThrow("it fails");
  expect(told).toEqual(["sync", "async"]);
  await moved.disposeAsync();
  expect(told).toHaveLength(2);
});
