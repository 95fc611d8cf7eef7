import type { Clock } from "@millrace/core";
import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll } from "vitest";
import { SqliteStore } from "./sqlite-store.ts";
import { TemporaryFolder } from "./test/temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

modelSuite(
  "the SQLite store",
  {
    time: "virtual",
    open(clock: Clock) {
      const folder = new TemporaryFolder();
      folders.push(folder);
      return SqliteStore.open(folder.url, { clock });
    },
    openModel: (clock) => new MemoryStore({ clock }),
  },
  { runs: 50 },
);
