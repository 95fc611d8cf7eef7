import { storeSuite } from "@millrace/store-conformance";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();

storeSuite("the Postgres store", async () => {
  await schema.empty();
  const store = new PostgresStore(url, { schema: schema.name });
  return {
    store,
    source: store,
    close: () => store.close(),
  };
});
