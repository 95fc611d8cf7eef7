import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@millrace/core";
import { Worker } from "@millrace/worker";
import { describe, expect, it, onTestFinished } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

async function json<Value>(...argv: string[]): Promise<Value> {
  return JSON.parse(await cli.print(...argv, "-o", "json")) as Value;
}

interface Job {
  readonly id: string;
  readonly status: string;
}

describe("job enqueue", () => {
  it("hands every option on", async () => {
    const first = await cli.enqueue("options");
    const given = [
      ["--delay", "1m"],
      ["--priority", "9"],
      ["--expires-in", "1h"],
      ["--max-attempts", "2"],
      ["--attempt-timeout", "30s"],
      ["--retention", "2h"],
      ["--idempotency-key", "i"],
      ["--concurrency-key", "tenant"],
      ["--unique", "u"],
      ["--meta", "team=mail"],
      ["--meta", "k=a=b"],
      ["--after", first],
      ["--content-type", "text/plain"],
      ["--at-most-once"],
    ].flat();
    const { id } = await json<Job>("job", "enqueue", "options", "hello", ...given);
    expect(await cli.store.get(id)).toMatchObject({
      status: "BLOCKED",
      priority: 9,
      expiresInMs: 3_600_000,
      maxAttempts: 2,
      timeoutMs: 30_000,
      retentionMs: 7_200_000,
      idempotencyKey: "i",
      concurrencyKey: "tenant",
      uniqueKey: "u",
      metadata: { team: "mail", k: "a=b" },
      waitsFor: { jobIds: [first] },
      contentType: "text/plain",
      delivery: "AT_MOST_ONCE",
      payload: new TextEncoder().encode("hello"),
    });
    const again = await cli.run(["job", "enqueue", "options", "hello", ...given, "-o", "id"]);
    expect(again).toMatchObject({ code: 0, stdout: `${id}\n`, stderr: /was there already/ });
  });

  it("takes the payload from a file or the standard input, byte for byte", async () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-cli-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "payload.json");
    writeFileSync(file, '{ "a" : 1 }\n');
    const { id } = await json<Job>("job", "enqueue", "file", `@${file}`);
    expect(await cli.print("job", "get", id, "--payload")).toBe('{ "a" : 1 }\n');
    expect((await cli.store.get(id)).contentType).toBeUndefined();
    const piped = await cli.run(["job", "enqueue", "file", "-", "-o", "id"], { stdin: "[1]" });
    expect(await cli.print("job", "get", piped.stdout.trim(), "--payload")).toBe("[1]");
    const missing = await cli.run(["job", "enqueue", "file", `@${file}.gone`]);
    expect(missing).toMatchObject({ code: 7, stderr: /cannot be read from the file .*ENOENT/ });
  });

  it("refuses what begins like JSON and is none, unless its type is given", async () => {
    const refused = await cli.run(["job", "enqueue", "like", "{to: ada}"]);
    expect(refused).toMatchObject({ code: 7, stderr: /begins like JSON, but is none/ });
    await cli.print("job", "enqueue", "like", "{to: ada}", "--content-type", "text/plain");
  });

  it("--dry-run checks and shows the job, and enqueues nothing", async () => {
    const argv = ["job", "enqueue", "dry", "1", "--priority", "7", "--dry-run"];
    const { code, stdout, stderr } = await cli.run([...argv, "-o", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: "dry", priority: 7, payload: 1 });
    expect(stderr).toMatch(/^dry run/);
    expect(await cli.run([...argv, "--priority", "101"])).toMatchObject({ code: 7 });
    expect(await json("job", "list", "dry")).toEqual([]);
  });

  it("--count enqueues many; more than 100 want a yes", async () => {
    const jobs = await json<Job[]>("job", "enqueue", "count", "1", "--count", "3");
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
    const many = ["job", "enqueue", "count", "--count", "101", "-o", "none"];
    const refused = await cli.run(many);
    expect(refused).toMatchObject({ code: 2, stderr: /this would enqueue 101 jobs.*\nsay --yes/ });
    await cli.print(...many, "--yes");
    expect((await cli.store.queues.get("count")).counts.PENDING.jobs).toBe(104);
    const bad = await cli.run(["job", "enqueue", "no type", "--count", "2", "-o", "json"]);
    expect(bad).toMatchObject({ code: 7, stdout: "[]\n" });
  });

  it("--wait tells the progress on the standard error, prints the finished job, and ends as it did", async () => {
    const worker = new Worker(
      { waited: async () => ({ ok: true }), broken },
      { source: cli.store, logger: silentLogger },
    );
    await using _ = worker;
    await worker.start();
    const done = await cli.run(["job", "enqueue", "waited", "--wait", "-o", "json"]);
    expect(done).toMatchObject({ code: 0, stderr: /COMPLETED\n$/ });
    expect(JSON.parse(done.stdout)).toMatchObject({ status: "COMPLETED", result: { ok: true } });
    const argv = ["job", "enqueue", "broken", "--max-attempts", "1", "--wait", "--count", "2"];
    const failed = await cli.run([...argv, "-o", "json", "--quiet"]);
    expect(failed).toMatchObject({ code: 10, stderr: "" });
    expect(JSON.parse(failed.stdout)).toMatchObject([{ status: "FAILED" }, { status: "FAILED" }]);
  });
});

async function broken(): Promise<never> {
  throw new Error("broken");
}

it("job get shows errors, with details when there is room for them, and the result alone", async () => {
  const id = await cli.enqueue("shown");
  const { token } = await cli.lease("shown");
  const failure = { message: "boom", details: "at f (x.ts:1)", permanent: true };
  await cli.store.settle([{ jobId: id, token, outcome: { kind: "failed", ...failure } }]);
  expect(await cli.print("job", "get", id)).toMatch(/^errors +attempt 1, .* ago: boom$/m);
  expect(await cli.print("job", "get", id)).not.toContain("x.ts");
  expect(await cli.print("job", "get", id, "-o", "wide")).toContain("at f (x.ts:1)");
  expect(await cli.print("job", "get", id, "--result")).toBe("");
  await cli.print("job", "retry", id);
  await cli.complete("shown", '{"a": 1}');
  expect(await cli.print("job", "get", id, "--result")).toBe('{"a": 1}');
});

describe("job list", () => {
  it("takes filters as options or as terms", async () => {
    const mine = await cli.enqueue("filters", "--meta", "team=a");
    await cli.enqueue("filters", "--meta", "team=b");
    const delayed = await cli.enqueue("filters", "--delay", "1h");
    const ids = async (...more: string[]) =>
      (await cli.print("job", "list", "-o", "id", ...more)).split("\n").slice(0, -1);
    const same = [
      ["filters", "meta:team=a"],
      ["--type", "filters", "--meta", "team=a"],
      ["type:filters", "status:pending,failed", `id-prefix:${mine}`],
      ["filters", "--status", "pending", "--status", "failed", "meta:team=a"],
      ["filters", "meta:team=a", "created-after:1h", "--created-before", "2126-01-01"],
    ];
    for (const terms of same) expect(await ids(...terms)).toEqual([mine]);
    expect(await ids("filters", "status:scheduled")).toEqual([delayed]);
    expect(await ids("filters", "created-before:1h")).toEqual([]);
    expect(await ids("filters", "min-attempt:1")).toEqual([]);
    await cli.store.cancel(delayed);
    const leased = await cli.fail("filters", "no route");
    expect(await ids("filters", "error:ROUTE", "worker:w-1")).toEqual([leased]);
    for (const wrong of [["status:wrong"], ["--status", "failed,wrong"]]) {
      const refused = await cli.run(["job", "list", ...wrong]);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("but is wrong") });
    }
  });

  it("says when there are more than it lists", async () => {
    await cli.print("job", "enqueue", "limited", "--count", "3");
    const two = await cli.run(["job", "list", "limited", "--limit", "2", "-o", "id"]);
    expect(two.stdout.split("\n")).toHaveLength(3);
    expect(two.stderr).toContain("there are more than 2: give --all");
    const three = await cli.run(["job", "list", "limited", "--limit", "3", "-o", "id"]);
    expect(three).toMatchObject({ stdout: /^(.+\n){3}$/, stderr: "" });
    expect(await cli.run(["job", "list", "limited", "--all", "-o", "id"])).toEqual(three);
  });

  it("reads payloads only where they are asked for", async () => {
    await cli.print("job", "enqueue", "partly", '{"to":"ada"}');
    expect(await json("job", "list", "partly")).toMatchObject([{ payloadBytes: 12 }]);
    expect(await json("job", "list", "partly", "--full")).toMatchObject([
      { payload: { to: "ada" } },
    ]);
  });
});

it("job watch prints each change until the job has finished", async () => {
  const id = await cli.enqueue("watched");
  const seen = Promise.withResolvers<void>();
  const watching = cli.run(["job", "watch", id], {
    onStdout: (text) => text.includes("PENDING") && seen.resolve(),
  });
  await seen.promise;
  await cli.complete("watched");
  const { code, stdout } = await watching;
  expect(code).toBe(0);
  expect(stdout.split("\n").map((line) => line.split(/ +/)[1])).toEqual(
    expect.arrayContaining(["STATUS", "PENDING", "COMPLETED"]),
  );
});

describe("what changes jobs", () => {
  it("--dry-run says what would be refused, and changes nothing", async () => {
    const id = await cli.enqueue("tried");
    expect(await json("job", "cancel", id, "--dry-run")).toMatchObject([{ id, status: "PENDING" }]);
    expect(await json("job", "delete", id, "--dry-run")).toMatchObject([{ id }]);
    const retry = await cli.run(["job", "retry", id, "--dry-run"]);
    expect(retry).toMatchObject({ code: 5, stderr: /cannot retry job .* it is PENDING/ });
    await cli.print("job", "cancel", id);
    expect(await json("job", "cancel", id, "--dry-run")).toMatchObject([{ status: "CANCELLED" }]);
  });

  it("a delete asks, and is refused where nobody can be asked", async () => {
    const id = await cli.enqueue("deleted");
    const refused = await cli.run(["job", "delete", id, "-o", "json"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: { code: "NOT_CONFIRMED", remedy: /--yes/ },
    });
    const mute = await cli.run(["job", "delete", id, "--no-input"], { terminal: 80 });
    expect(mute.code).toBe(2);
    await cli.print("job", "delete", id, "--yes");
    expect(await cli.run(["job", "get", id])).toMatchObject({ code: 3 });
  });

  it("--if-sequence refuses a job that has changed since it was read", async () => {
    const id = await cli.enqueue("sequence");
    await cli.print("job", "update", id, "--priority", "1", "--if-sequence", "1");
    const late = await cli.run(["job", "update", id, "--priority", "2", "--if-sequence", "1"]);
    expect(late).toMatchObject({ code: 5, stderr: /has changed/ });
  });

  it("an update changes what is given, and nothing else", async () => {
    const id = await cli.enqueue("updated", "--meta", "a=b");
    await cli.print("job", "update", id, "--payload", "[2]", "--delay", "1h");
    expect(await cli.store.get(id)).toMatchObject({
      status: "SCHEDULED",
      metadata: { a: "b" },
      payload: new TextEncoder().encode("[2]"),
    });
  });
});
