import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { testedStore } from "./test/tested-store.ts";

modelSuite(
  "the SQLite store",
  { ...testedStore, openModel: (clock) => new MemoryStore({ clock }) },
  { runs: 50 },
);
