import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteStore } from "./sqlite-store.ts";
import { StoreProcess } from "./test/store-process.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => folder.remove());

test("a file that another process has is refused, until that process ends in any way", async () => {
  await using holder = new StoreProcess("holds", folder.url);
  await holder.untilLines(2);
  await expect(SqliteStore.open(folder.url)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/jobs\.db is open in another process.*http:\/\//),
  });
  await holder.kill();
  const store = await SqliteStore.open(folder.url);
  await store.ping();
  await store.close();
});

test("a file that this process has open is refused as well", async () => {
  const store = await SqliteStore.open(folder.url);
  await expect(SqliteStore.open(folder.url)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await store.ping();
  await store.close();
});

test("a store that nobody closes keeps no process alive, and prints nothing of its own", async () => {
  await using process = new StoreProcess("leaves", folder.url);
  expect(await process.exit()).toBe(0);
  expect(process.lines).toEqual(["opening", "open"]);
  expect(process.errors).toBe("");
});

test("a wait keeps its process alive until it is over, and no longer", async () => {
  await using process = new StoreProcess("waits", folder.url);
  expect(await process.exit()).toBe(0);
  expect(process.lines).toEqual(["opening", "open", "PENDING"]);
});
