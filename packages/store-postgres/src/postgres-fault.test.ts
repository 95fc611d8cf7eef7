import { MillraceError } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { faultKind, startFault, unreachable } from "./postgres-fault.ts";

const sent = (code: string, message = "no") =>
  Object.assign(new Error(message), { code, severity: "FATAL" });

describe("what became of a statement", () => {
  test.each([
    [new Error("Connection terminated unexpectedly"), "lost"],
    [Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }), "lost"],
    [sent("57P01"), "lost"],
    [sent("57P03"), "lost"],
    [sent("08006"), "lost"],
    [sent("40P01"), "again"],
    [sent("40001"), "again"],
    [sent("53100"), "refused"],
    [sent("53300"), "refused"],
    [sent("55P03"), "held"],
    [sent("57014"), "refused"],
    [sent("25006"), "refused"],
    [sent("42P01"), "other"],
    [sent("23505"), "other"],
  ])("%o: %s", (error, kind) => {
    expect(faultKind(error)).toBe(kind);
  });
});

describe("what an operator is told", () => {
  test.each([
    ["28P01", "check the user and the password in the URL"],
    ["28000", "pg_hba.conf"],
    ["3D000", "name another one in the URL"],
    ["42501", "grant CREATE on the database"],
    ["25006", "name the primary in the URL"],
  ])("about %s", (code, advice) => {
    const fault = startFault(sent(code, "Postgres' own words"), "db:5432");
    expect(fault).toMatchObject({ code: "FAILED_PRECONDITION" });
    expect(fault?.message).toContain("cannot use Postgres at db:5432");
    expect(fault?.message).toContain(advice);
  });

  test("nothing about what goes away by itself", () => {
    expect(startFault(sent("57P03"), "db")).toBeUndefined();
    expect(startFault(new Error("connect ECONNREFUSED"), "db")).toBeUndefined();
    expect(startFault(new MillraceError("UNAVAILABLE", "away"), "db")).toBeUndefined();
  });

  test("which address refused, where a name has several", () => {
    const cause = new AggregateError([new Error("connect ECONNREFUSED ::1:5432")]);
    expect(unreachable("localhost", cause).message).toContain("(connect ECONNREFUSED ::1:5432)");
  });
});
