import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("an order is charged and shipped, by the program of the page", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/workflows.md"), "utf8");
  const program = readFileSync(join(import.meta.dirname, "../order.ts"), "utf8");
  expect(page).toContain(program.replace(/^.*\n/, ""));
  await using example = await Example.open("workflows");
  expect(await example.run("order.ts")).toEqual(["COMPLETED { ship: { shipped: 'r-o-1' } }"]);
});
