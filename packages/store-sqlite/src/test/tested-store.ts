import type { TestedStore } from "@millrace/store-conformance";
import { afterAll } from "vitest";
import { SqliteStore } from "../sqlite-store.ts";
import { TemporaryFolder } from "./temporary-folder.ts";

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** The SQLite store, each time in a new folder. */
export const testedStore: TestedStore = {
  time: "virtual",
  open(clock) {
    const folder = new TemporaryFolder();
    folders.push(folder);
    return SqliteStore.open(folder.url, { clock });
  },
};
