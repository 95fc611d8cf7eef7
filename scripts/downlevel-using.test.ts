import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

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
