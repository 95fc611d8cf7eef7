import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startProgram } from "./program.ts";

test("a server puts the schedules of its file as it starts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-schedules-"));
  const file = join(folder, "schedules.yaml");
  const text = (name: string) =>
    `{managedBy: ops, prune: true, schedules: {${name}: {every: 1h, job: {type: a}}}}`;
  const store = `sqlite:${folder}/jobs.db`;
  const argv = ["--store", store, "--port", "0", "--schedules", file, "--log-level", "silent"];
  const started = async (name: string) => {
    writeFileSync(file, text(name));
    const program = await startProgram(argv, { HOST: "localhost" }, false);
    const answer = await fetch(`http://localhost:${program.address.port}/v1/schedules`);
    const { schedules } = (await answer.json()) as { schedules: Record<string, string>[] };
    await program.stop();
    return schedules.map(({ name, managedBy, revision }) => [name, managedBy, revision]);
  };
  expect(await started("tidy")).toEqual([["tidy", "ops", "1"]]);
  expect(await started("tidy")).toEqual([["tidy", "ops", "1"]]);
  expect(await started("sweep")).toEqual([["sweep", "ops", "1"]]);
  rmSync(folder, { recursive: true });
});
