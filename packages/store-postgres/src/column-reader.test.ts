import { expect, test } from "vitest";
import { columnReader } from "./column-reader.ts";

const BYTEA = 17;
const read = (text: string) => [...(columnReader(BYTEA)(text) as Uint8Array)];

test.each([
  ["", []],
  ["\\x", []],
  ["\\x00ff5c", [0, 255, 92]],
  // The other form of bytea_output.
  ["{}", [123, 125]],
  ["\\\\x00", [92, 120, 48, 48]],
  ["\\000\\001\\377", [0, 1, 255]],
  ["\\\\001", [92, 48, 48, 49]],
  ["a\\\\\\\\b", [97, 92, 92, 98]],
])("reads the bytes %s", (text, bytes) => {
  expect(read(text)).toEqual(bytes);
});
