import { expect, test } from "vitest";
import { jsonLines, jsonText } from "./json-text.ts";

test.each([
  ["1", "1"],
  ["{}", "{}"],
  ['{"a":[],"b":{}}', '{\n  "a": [],\n  "b": {}\n}'],
  ['{"id":9223372036854775808,"x":1.10}', '{\n  "id": 9223372036854775808,\n  "x": 1.10\n}'],
  ['[1,{"a":"b, {c}: \\" d"}]', '[\n  1,\n  {\n    "a": "b, {c}: \\" d"\n  }\n]'],
])("%s", (json, text) => {
  expect(jsonText(jsonLines(json) ?? [])).toBe(text);
});

test("a key is told from a text", () => {
  const [, line] = jsonLines('{"a":"a"}') ?? [];
  expect(line?.map(({ kind }) => kind)).toEqual(["mark", "key", "mark", "text"]);
});

test.each(["", "hello", '{"a":', "{'a':1}"])("%j is no JSON", (text) => {
  expect(jsonLines(text)).toBeUndefined();
});
