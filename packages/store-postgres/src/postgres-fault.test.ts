import { MillraceError } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { ConfigurationError, ConnectionError } from "./connection-error.ts";
import { faultKind, refused, startFault, unreachable } from "./postgres-fault.ts";

const sent = (code: string, message = "no") =>
  Object.assign(new Error(message), { code, severity: "FATAL" });

describe("what became of a statement", () => {
  test.each([
    [new ConnectionError(new Error("Connection terminated unexpectedly")), "lost"],
    // Of this process, and no word of the connection.
    [Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" }), "other"],
    [new TypeError("Converting circular structure to JSON"), "other"],
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
    [sent("25P04"), "lost"],
    [sent("42501"), "refused"],
    [sent("42P01"), "missing"],
    [sent("42883"), "missing"],
    [sent("3F000"), "missing"],
    [sent("22P05"), "data"],
    [sent("23505"), "data"],
    [sent("54000"), "data"],
    [sent("P0001"), "data"],
    [sent("42601"), "other"],
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

  test.each([
    ["ERR_TLS_CERT_ALTNAME_INVALID", "name the host in the URL as its certificate does"],
    ["CERT_HAS_EXPIRED", "renew its certificate"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "sslrootcert"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "sslrootcert"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "sslrootcert"],
  ])("about a certificate with the fault %s", (code, advice) => {
    const cause = Object.assign(new Error("Node's own words"), { code });
    const fault = startFault(new ConnectionError(cause), "db:5432");
    expect(fault).toMatchObject({ code: "FAILED_PRECONDITION" });
    expect(fault?.message).toContain("Node's own words; ");
    expect(fault?.message).toContain(advice);
  });

  test("about a file that the URL names and the driver cannot read", () => {
    const cause = Object.assign(new Error("ENOENT: no such file or directory, open 'ca.pem'"), {
      code: "ENOENT",
    });
    const fault = startFault(new ConfigurationError(cause), "db:5432");
    expect(fault).toMatchObject({ code: "FAILED_PRECONDITION" });
    expect(fault?.message).toContain("open 'ca.pem'; check the parameters of the URL");
  });

  test("about too many connections, how many a store takes", () => {
    const cause = sent("53300", 'too many connections for role "app"');
    expect(unreachable("db", cause).message).toContain("up to 6 connections a process");
    expect(refused(cause).message).toContain("up to 6 connections a process");
  });

  test("nothing about what goes away by itself", () => {
    expect(startFault(sent("57P03"), "db")).toBeUndefined();
    expect(
      startFault(new ConnectionError(new Error("connect ECONNREFUSED")), "db"),
    ).toBeUndefined();
    expect(startFault(new MillraceError("UNAVAILABLE", "away"), "db")).toBeUndefined();
  });

  test("which address refused, where a name has several", () => {
    const cause = new AggregateError([new Error("connect ECONNREFUSED ::1:5432")]);
    expect(unreachable("localhost", cause).message).toContain("(connect ECONNREFUSED ::1:5432)");
  });
});
