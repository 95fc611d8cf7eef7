import { MillraceError } from "@millrace/core";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "./exit-codes.ts";
import { exitOf } from "./report-error.ts";
import { runCli } from "./test/run-cli.ts";
import { ServedCli } from "./test/served-cli.ts";

const cli = new ServedCli();

const NO_JOB = "0-aaaaaaaaaaaaaaaa";

it("0: done", async () => {
  expect(await cli.run(["queue", "list", "-o", "json"])).toMatchObject({ code: 0, stdout: "[]\n" });
});

it("2: a command line without sense", async () => {
  expect(await cli.run(["nothing"])).toMatchObject({ code: 2 });
});

it("3: no such job", async () => {
  const { code, stderr } = await cli.run(["job", "get", NO_JOB]);
  expect(code).toBe(3);
  expect(stderr).toContain(`no job ${NO_JOB}`);
});

it("1 and 4: an error without a code of its own, and what one may not do", () => {
  const codeOf = (error: unknown) => EXIT_CODES[exitOf(error)].code;
  expect(codeOf(new Error("a bug"))).toBe(1);
  expect(codeOf(new MillraceError("DATA_LOSS", "damaged"))).toBe(1);
  expect(codeOf(new MillraceError("UNAUTHENTICATED", "who?"))).toBe(4);
  expect(codeOf(new MillraceError("PERMISSION_DENIED", "no"))).toBe(4);
});

it("5: the status forbids it, or a key is taken", async () => {
  const id = await cli.enqueue("five", "--idempotency-key", "k");
  expect(await cli.run(["job", "retry", id])).toMatchObject({ code: 5 });
  const again = ["job", "enqueue", "five", "1", "--idempotency-key", "k"];
  expect(await cli.run(again)).toMatchObject({ code: 5 });
});

it("6: nobody answers, with where to look", async () => {
  const { code, stderr } = await runCli(["job", "list", "--server", "http://127.0.0.1:1"]);
  expect(code).toBe(6);
  expect(stderr).toContain("--server, --store or MILLRACE_URL say where the jobs are");
});

it("7: a value that is not valid", async () => {
  expect(await cli.run(["job", "enqueue", "no spaces"])).toMatchObject({ code: 7 });
  expect(await cli.run(["job", "enqueue", "a", "{bad"])).toMatchObject({ code: 7 });
});

it("8: still pending when the time is over; the job is printed as it is", async () => {
  const id = await cli.enqueue("eight");
  // Long enough for the answer of a busy server, without which the code is 6.
  const { code, stdout } = await cli.run(["job", "wait", id, "--timeout", "2s", "-o", "json"]);
  expect(code).toBe(8);
  expect(JSON.parse(stdout)).toMatchObject([{ id, status: "PENDING" }]);
});

describe("of jobs that were waited for", () => {
  it("10: one has failed; 11: one was cancelled; 0: all have completed", async () => {
    const failed = await cli.enqueue("ten");
    await cli.fail("ten");
    const completed = await cli.enqueue("ten");
    await cli.complete("ten");
    const cancelled = await cli.enqueue("ten");
    await cli.print("job", "cancel", cancelled);
    const wait = (...ids: string[]) => cli.run(["job", "wait", ...ids, "-o", "none"]);
    expect(await wait(completed)).toMatchObject({ code: 0, stdout: "" });
    expect(await wait(completed, cancelled)).toMatchObject({ code: 11 });
    expect(await wait(cancelled, failed)).toMatchObject({ code: 10 });
  });

  it("130: interrupted", async () => {
    const id = await cli.enqueue("interrupted");
    const interrupt = new AbortController();
    const watching = cli.run(["job", "watch", id, "-o", "json"], {
      signal: interrupt.signal,
      onStdout: () => interrupt.abort(),
    });
    const { code, stdout, stderr } = await watching;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    // The document is whole all the same.
    expect(JSON.parse(stdout)).toMatchObject([{ id, status: "PENDING" }]);
  });
});

it("with several jobs, each that cannot be changed is named, and the first one says how it ends", async () => {
  const id = await cli.enqueue("several");
  const argv = ["job", "cancel", NO_JOB, id, "nonsense", "-o", "json"];
  const { code, stdout, stderr } = await cli.run(argv);
  expect(JSON.parse(stdout)).toMatchObject([{ id, status: "CANCELLED" }]);
  const errors = stderr
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(errors).toMatchObject([
    { id: NO_JOB, error: { code: "NOT_FOUND" } },
    { id: "nonsense", error: { code: "INVALID_ARGUMENT" } },
  ]);
  expect(code).toBe(3);
});

it("errors are a line of JSON with -o json, with the fields at fault", async () => {
  const { stdout, stderr } = await cli.run(["job", "enqueue", "no spaces", "-o", "json"]);
  expect(stdout).toBe("");
  expect(JSON.parse(stderr)).toMatchObject({
    error: { code: "INVALID_ARGUMENT", fields: [{ field: "type" }] },
  });
  const usage = await cli.run(["job", "list", "-o", "json", "--typ", "a"]);
  expect(JSON.parse(usage.stderr)).toMatchObject({ error: { code: "USAGE" } });
});

it("--debug says where an error comes from", async () => {
  const { stderr } = await cli.run(["job", "get", NO_JOB, "--debug"]);
  expect(stderr).toMatch(/\n {4}at /);
});

it("help exit-codes has them all", async () => {
  const help = await cli.print("help", "exit-codes");
  for (const { code, means } of Object.values(EXIT_CODES)) {
    expect(help).toMatch(new RegExp(`^ {2}${code} +${means}$`, "m"));
  }
});
