import { JOB_STATUSES } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { LUA } from "./gen/lua.ts";
import { SCRIPTS } from "./script.ts";

/** The files of Lua without their comments. */
const CODE = Object.entries(LUA).map(
  ([name, text]) => [name, text.replaceAll(/--.*$/gm, "")] as const,
);

const filesWith = (pattern: RegExp) =>
  CODE.filter(([, code]) => pattern.test(code)).map(([name]) => name);

describe("a script", () => {
  test.each(Object.entries(SCRIPTS))("%s has each file that it includes once", (_, { source }) => {
    expect(source).not.toMatch(/^ *-- include/m);
    // What stands behind a short way may have all of it anew.
    for (const part of source.split("-- short way ends")) {
      const functions = [...part.matchAll(/^(?:local )?function ([\w.]+)/gm)].map(
        ([, name]) => name,
      );
      expect(functions).toEqual([...new Set(functions)]);
    }
    expect(source.match(/^local clock = call\('TIME'\)/gm)).toHaveLength(1);
  });

  test("makes no table of constants that its short way, or a plain job, has no need of", () => {
    const { settle, lease } = SCRIPTS;
    const tables = /^local [A-Z_]+ = \{/m;
    expect(settle.source.split("-- short way ends")[0]).not.toMatch(tables);
    expect(lease.source.split("-- general way begins")[0]).not.toMatch(/local (STATUSES|FINAL) =/);
    expect(lease.source.split("-- general way begins")[1]).toMatch(/local STATUSES =/);
  });

  test("knows sets of statuses by the transition table alone", () => {
    const names = JOB_STATUSES.join("|");
    const inOneLine = new RegExp(`'(?:${names})'.*\\b(?:or|and|,).*'(?:${names})'`);
    expect(filesWith(inOneLine)).toEqual([]);
  });
});

describe("an attempt", () => {
  test("of a plain job is known by literals of one file", () => {
    expect(filesWith(/(?:RUNNING|COMPLETED) (?:%-|-) \d/)).toEqual(["lib/plain"]);
  });

  test("begins in two files, by way of the general and of the short way", () => {
    expect(filesWith(/write_job\(\w+, 'RUNNING', 'worker'|'worker', worker/)).toEqual([
      "lib/attempt",
      "lib/plain",
    ]);
  });
});
