import { expect, test } from "vitest";
import { checkServer } from "./server-check.ts";

test.each([
  [140_000, "14.0"],
  [180_004, "18.4 (Debian 18.4-1)"],
])("Postgres %i will do", (version, name) => {
  expect(() => checkServer({ version, name, isStandby: false }, "db")).not.toThrow();
});

test("an older one is refused, with what to do", () => {
  const server = { version: 130_014, name: "13.14", isStandby: false };
  expect(() => checkServer(server, "db:5432")).toThrow(
    "cannot use Postgres at db:5432: it is Postgres 13.14, but at least 14 is needed; upgrade it",
  );
});

test("a standby is refused, with what to do", () => {
  const server = { version: 160_000, name: "16.0", isStandby: true };
  expect(() => checkServer(server, "db")).toThrow("name the primary in the URL");
});
