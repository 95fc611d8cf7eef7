import { expect, test } from "vitest";
import { partsStatement, SCHEMA_PARTS } from "./schema-parts.ts";
import { testSchema } from "./test/test-schema.ts";

const schema = testSchema();

test("what is looked for is what the migrations make", async () => {
  const { text, values } = partsStatement(schema.name);
  const { rows } = await schema.client.query({
    text,
    values: [...(values ?? [])],
    rowMode: "array",
  });
  expect(rows.flat().sort()).toEqual([...SCHEMA_PARTS].sort());
});
