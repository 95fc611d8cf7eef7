import { expect, test } from "vitest";
import { findCycles } from "./import-cycles.ts";

const graphOf = (edges: Readonly<Record<string, string>>) =>
  new Map(Object.entries(edges).map(([file, imports]) => [file, [...imports]]));

test.each<[string, Readonly<Record<string, string>>, string[]]>([
  ["a chain has none", { a: "b", b: "c", c: "" }, []],
  ["two ways to one file are none", { a: "bc", b: "d", c: "d", d: "" }, []],
  ["files that are not in the graph are passed over", { a: "x", b: "a" }, []],
  ["two files", { a: "b", b: "a" }, ["ab"]],
  ["a file that imports itself", { a: "a" }, ["a"]],
  ["the shortest way round", { a: "bd", b: "c", c: "a", d: "a" }, ["ad"]],
  ["those within others once", { a: "b", b: "c", c: "ab" }, ["abc"]],
  ["two apart", { a: "b", b: "ac", c: "d", d: "c" }, ["ab", "cd"]],
])("%s", (_, edges, cycles) => {
  expect(findCycles(graphOf(edges)).map((cycle) => cycle.join(""))).toEqual(cycles);
});
