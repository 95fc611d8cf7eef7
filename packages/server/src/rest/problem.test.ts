import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { problemOf } from "./problem.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/rest.md"), "utf8");
const CODES = Object.values(Code).filter((code) => typeof code === "number");

test.each(CODES.map((code) => [Code[code], code] as const))(
  "the type of %s leads to the page on REST",
  (_, code) => {
    const { type } = problemOf(new ConnectError("", code), "id");
    const [address, anchor] = type.split("#");
    expect(address).toMatch(/\/docs\/rest\.md$/);
    expect(PAGE).toContain(`<a id="${anchor}"></a>`);
  },
);
