import { expect, test } from "vitest";
import { checkServer } from "./server-check.ts";

const SOUND = {
  version: 160_000,
  name: "16.0",
  isStandby: false,
  isReadOnly: false,
  encoding: "UTF8",
} as const;

test.each([
  [140_000, "14.0"],
  [180_004, "18.4 (Debian 18.4-1)"],
])("Postgres %i will do", (version, name) => {
  expect(() => checkServer({ ...SOUND, version, name }, "db")).not.toThrow();
});

test("an older one is refused, with what to do", () => {
  const server = { ...SOUND, version: 130_014, name: "13.14" };
  expect(() => checkServer(server, "db:5432")).toThrow(
    "cannot use Postgres at db:5432: it is Postgres 13.14, but at least 14 is needed; upgrade it",
  );
});

test("a standby is refused, with what to do", () => {
  const server = { ...SOUND, isStandby: true };
  expect(() => checkServer(server, "db")).toThrow("name the primary in the URL");
});

test.each(["LATIN1", "EUC_JP", "SQL_ASCII"])(
  "a database in %s is refused, with what to do",
  (encoding) => {
    expect(() => checkServer({ ...SOUND, encoding }, "db")).toThrow(
      `its database has the encoding ${encoding}, which cannot hold every text; create one with UTF8 (createdb --encoding=UTF8`,
    );
  },
);

test("a database that may only be read is refused, with what to do", () => {
  expect(() => checkServer({ ...SOUND, isReadOnly: true }, "db")).toThrow("make room");
});
