import { storeSuite } from "@millrace/store-conformance";
import { test } from "vitest";
import { oldestUrl, testedStore, testSchema, url } from "./test/test-schema.ts";

storeSuite("the Postgres store", testedStore(testSchema(), url));

if (oldestUrl === undefined) {
  test("the Postgres store on Postgres 14", (context) =>
    context.skip("MILLRACE_TEST_OLDEST_POSTGRES_DSN names no Postgres; npm test says why"));
} else {
  storeSuite("the Postgres store on Postgres 14", testedStore(testSchema(oldestUrl), oldestUrl));
}
