import { storeSuite } from "@millrace/store-conformance";
import { test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { oldestUrl, testSchema, url } from "./test/test-schema.ts";

function suite(name: string, database: string): void {
  const schema = testSchema(database);
  storeSuite(name, async () => {
    await schema.empty();
    const store = new PostgresStore(database, { schema: schema.name });
    return { store, source: store, close: () => store.close() };
  });
}

suite("the Postgres store", url);

if (oldestUrl === undefined) {
  test("the Postgres store on Postgres 14", (context) =>
    context.skip("MILLRACE_TEST_OLDEST_POSTGRES_DSN names no Postgres; npm test says why"));
} else {
  suite("the Postgres store on Postgres 14", oldestUrl);
}
