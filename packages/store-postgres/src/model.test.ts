import type { Clock } from "@millrace/core";
import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();

const stores = {
  time: "real",
  open: async () => {
    await schema.empty();
    return new PostgresStore(url, { schema: schema.name });
  },
  openModel: (clock: Clock) => new MemoryStore({ clock }),
} as const;

modelSuite("the Postgres store", stores, { runs: 50 });
