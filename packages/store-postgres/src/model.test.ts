import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { testedStore, testSchema } from "./test/test-schema.ts";

modelSuite(
  "the Postgres store",
  { ...testedStore(testSchema()), openModel: (clock) => new MemoryStore({ clock }) },
  { runs: 50 },
);
