import { describe, expect, it, test } from "vitest";
import { QUERY_WORDS, queryTerm, queryTerms, readJobQuery } from "./job-query-text.ts";

const NOW = Date.UTC(2030, 0, 31, 9);

function filterOf(query: string) {
  return readJobQuery(query, NOW).filter;
}

describe("a query of jobs", () => {
  it.each([
    ["", {}],
    ["  email ", { type: "email" }],
    ["type:a:b", { type: "a:b" }],
    ["status:failed,Cancelled", { statuses: ["FAILED", "CANCELLED"] }],
    ["status:failed status:retrying", { statuses: ["FAILED", "RETRYING"] }],
    ['error:"timed out"', { errorContains: "timed out" }],
    ['error:"a \\"b\\" \\\\ c"', { errorContains: 'a "b" \\ c' }],
    ["meta:team=core meta:a=b=c", { metadata: { team: "core", a: "b=c" } }],
    ["worker:w1 id-prefix:0-a min-attempt:3", { workerId: "w1", idPrefix: "0-a", attemptMin: 3 }],
    ["created-after:1h", { createdAfter: NOW - 3_600_000 }],
    ["created-before:2030-01-31T09:00:00Z", { createdBefore: NOW }],
  ])("%s", (query, filter) => {
    expect(filterOf(query)).toEqual(filter);
  });

  it.each([
    ["statu:failed", /no filter statu; did you mean status:failed\?/, [0, 12]],
    ["email x:y", /no filter x/, [6, 9]],
    ["email type:b", /type is given twice/, [6, 12]],
    ["status:faild", /did you mean failed\?/, [0, 12]],
    ["type:", /type has no value/, [0, 5]],
    ["meta:team", /must be KEY=VALUE, but is team/, [0, 9]],
    ["min-attempt:x", /must be a whole number, but is x/, [0, 13]],
    ["created-after:soon", /or how long ago, such as 1h, but is soon/, [0, 18]],
    ['a error:"open', /a quote has no end/, [8, 13]],
  ])("%s is refused where it is wrong", (query, message, [from, to]) => {
    expect(readJobQuery(query, NOW).fault).toEqual({
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
      from,
      to,
    });
  });

  test("every filter has an example that is read", () => {
    for (const { example } of QUERY_WORDS) expect(filterOf(example), example).toBeDefined();
  });

  test("a term is read as the value that it was written for", () => {
    for (const value of ["a", "", "a b", 'say "no"', "back\\slash", "c:d"]) {
      expect(queryTerms(queryTerm("error", value))).toMatchObject([{ text: `error:${value}` }]);
    }
  });
});
