import { describe, expect, test } from "vitest";
import { expected, PROGRAMS } from "./program.ts";
import { faultOf, resultTable } from "./row.ts";

describe("a program", () => {
  test("that reports what is expected has no fault", async () => {
    const report = Promise.resolve({ ...expected("redis") });
    expect(await faultOf("redis", report)).toBeUndefined();
  });

  test("that reports anything else is at fault", async () => {
    const report = Promise.resolve({ ...expected("redis"), status: "FAILED" });
    expect(await faultOf("redis", report)).toContain('"status":"FAILED"');
  });

  test("that fails is at fault for what it has printed, or for the error's message", async () => {
    const printed = Object.assign(new Error("exit code 1"), { stderr: "no such file" });
    expect(await faultOf("redis", Promise.reject(printed))).toBe("no such file");
    expect(await faultOf("redis", Promise.reject(new Error("no bundle")))).toBe("no bundle");
  });
});

test("the table says of each program whether it runs, fails or was left out", () => {
  const faults = new Map([
    ["memory", undefined],
    ["redis", "no such file"],
  ] as const);
  expect(resultTable([{ name: "esbuild", faults }]).split("\n")).toEqual([
    `|  | ${PROGRAMS.join(" | ")} |`,
    "| --- | --- | --- | --- | --- | --- |",
    "| esbuild | runs | not run | fails | not run | not run |",
  ]);
});
