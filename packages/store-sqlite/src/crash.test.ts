import { afterAll, expect, test } from "vitest";
import { SqliteStore } from "./sqlite-store.ts";
import { StoreProcess } from "./test/store-process.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

/** After how many lines each process in turn is killed: while it opens, early on, well into it. */
const KILLED_AFTER = [1, 2, 3, 10, 77, 500, 1, 1_999, 2, 6_000, 333, 12_000];

test("a process that is killed at any moment loses nothing that was acknowledged", async () => {
  const enqueued: string[] = [];
  const completed: string[] = [];
  for (const count of KILLED_AFTER) {
    const victim = new StoreProcess("works", folder.url);
    await victim.untilLines(count);
    await victim.kill();
    for (const line of victim.lines) {
      const [what, id = ""] = line.split(" ");
      if (what === "enqueued") enqueued.push(id);
      if (what === "completed") completed.push(id);
    }

    const store = await SqliteStore.open(folder.url);
    await Promise.all(enqueued.map((id) => store.get(id)));
    for (const job of await Promise.all(completed.map((id) => store.get(id)))) {
      expect(job.status, job.id).toBe("COMPLETED");
    }
    await store.close();
  }
  expect(enqueued.length).toBeGreaterThan(10_000);
  expect(completed.length).toBeGreaterThan(100);
}, 120_000);
