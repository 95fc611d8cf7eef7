import { describe, expect, it } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

async function json<Value>(...argv: string[]): Promise<Value> {
  return JSON.parse(await cli.print(...argv, "-o", "json")) as Value;
}

async function failTwo(type: string): Promise<[timeout: string, boom: string]> {
  await cli.enqueue(type);
  const timeout = await cli.fail(type, "timeout");
  await cli.enqueue(type);
  return [timeout, await cli.fail(type, "boom")];
}

it("queue redrive runs all of a queue again that has failed", async () => {
  await cli.enqueue("redriven");
  const id = await cli.fail("redriven");
  await cli.enqueue("redriven");
  expect(await json("queue", "redrive", "redriven")).toMatchObject({ matched: 1, done: 1 });
  expect((await cli.store.get(id)).status).toBe("PENDING");
  expect((await cli.run(["queue", "redrive", "redriven"])).stderr).toContain("no jobs");
});

it("dead redrive runs what has failed again, by a query", async () => {
  const [timeout, other] = await failTwo("dead");
  expect(await json("dead", "list", "dead")).toHaveLength(2);
  const dry = await cli.run(["dead", "redrive", "dead", "--dry-run", "-o", "json"]);
  expect(JSON.parse(dry.stdout)).toMatchObject({ matched: 2, done: 0, dryRun: true });
  expect(dry.stderr).toContain("dry run: this would run again 2 jobs");
  const done = await json("dead", "redrive", "dead", "error:timeout");
  expect(done).toMatchObject({ action: "RETRY", state: "DONE", matched: 1, done: 1, failed: 0 });
  expect((await cli.store.get(timeout)).status).toBe("PENDING");
  expect(await json("dead", "list", "dead")).toMatchObject([{ id: other }]);
});

it("dead groups tells errors of one cause together, and a query means the jobs of one", async () => {
  for (const user of [7, 8]) {
    await cli.enqueue("grouped");
    await cli.fail("grouped", `no user ${user}`);
  }
  await failTwo("grouped");
  const [first, ...others] = await json<{ id: string }[]>("dead", "groups", "grouped");
  expect(first).toMatchObject({ message: "no user <number>", failed: 2, type: "grouped" });
  expect(others).toHaveLength(2);
  const few = await cli.run(["dead", "groups", "grouped", "--look-at", "1"]);
  expect(few.stdout).toMatch(/^ *1 +grouped +boom /m);
  expect(few.stderr).toContain("looked at the latest 1 of 4 jobs; give --look-at to see more");
  const query = `error-group:${first?.id}`;
  expect(await json("dead", "list", query)).toHaveLength(2);
  expect(await json("dead", "redrive", query)).toMatchObject({ matched: 2, done: 2 });
  expect(await json("dead", "groups", "grouped", "--retrying")).toHaveLength(2);
  expect(await json("dead", "groups", "unknown")).toEqual([]);
});

describe("job bulk", () => {
  it("retries what has failed, and cancels what has not finished, unless statuses are named", async () => {
    await failTwo("both");
    const id = await cli.enqueue("both");
    expect(await json("job", "bulk", "cancel", "both", "--reason", "why")).toMatchObject({
      done: 1,
      reason: "why",
    });
    expect(await cli.store.get(id)).toMatchObject({ status: "CANCELLED", cancelReason: "why" });
    expect(await json("job", "bulk", "retry", "both")).toMatchObject({ done: 2 });
    expect(await json("job", "bulk", "retry", "both", "status:cancelled")).toMatchObject({
      done: 1,
    });
  });

  it("a delete names statuses, and asks", async () => {
    await failTwo("gone");
    const argv = ["job", "bulk", "delete", "gone"];
    expect(await cli.run([...argv, "--yes"])).toMatchObject({ code: 7, stderr: /statuses/ });
    const refused = await cli.run([...argv, "status:failed"]);
    expect(refused).toMatchObject({ code: 2, stderr: /this would delete 2 jobs/ });
    expect(await json(...argv, "status:failed", "--yes")).toMatchObject({ done: 2 });
    expect(await json("job", "list", "gone")).toEqual([]);
  });

  it("asks before more than 100 jobs, and wants to know which", async () => {
    await cli.print("job", "enqueue", "lots", "--count", "101", "--yes", "-o", "none");
    const refused = await cli.run(["job", "bulk", "cancel", "lots"]);
    expect(refused).toMatchObject({ code: 2, stderr: /this would cancel 101 jobs/ });
    expect(await json("job", "bulk", "cancel", "lots", "--yes")).toMatchObject({ done: 101 });
    expect(await cli.run(["job", "bulk", "retry"])).toMatchObject({ code: 2 });
    expect(await cli.run(["job", "bulk", "retry", "status:failed"])).toMatchObject({ code: 2 });
  });

  it("says so when there are none, and takes all when that is said", async () => {
    expect(await cli.run(["job", "bulk", "retry", "nothing"])).toMatchObject({
      code: 0,
      stderr: /no jobs\n$/,
    });
    await failTwo("all");
    const all = await json<{ matched: number }>("job", "bulk", "retry", "--all", "--yes");
    expect(all.matched).toBeGreaterThanOrEqual(2);
  });
});

it("queue purge forgets all but what runs, or what has the statuses that are named", async () => {
  await failTwo("purged");
  const waiting = await cli.enqueue("purged");
  const running = (await cli.lease("purged")).job.id;
  await cli.enqueue("purged");
  const argv = ["queue", "purge", "purged"];
  expect(await cli.run(argv)).toMatchObject({ code: 2, stderr: /this would delete 3 jobs/ });
  expect(await json(...argv, "--dry-run")).toMatchObject({ matched: 3, done: 0 });
  expect(await json(...argv, "--status", "failed", "--yes")).toMatchObject({ done: 2 });
  expect(await json(...argv, "--yes", "--rate", "1000")).toMatchObject({
    done: 1,
    maxPerSecond: 1_000,
  });
  expect(await json("job", "list", "purged")).toMatchObject([{ id: running }]);
  expect(running).toBe(waiting);
});

it("an operation that was left alone is listed, shown, waited for and stopped", async () => {
  await failTwo("later");
  const { id } = await json<{ id: string }>("job", "bulk", "retry", "later", "--detach");
  expect(await json("operation", "wait", id)).toMatchObject({ id, state: "DONE", done: 2 });
  expect(await json("operation", "list", "--limit", "1")).toMatchObject([{ id }]);
  expect(await cli.print("operation", "get", id)).toMatch(/^filter +\{"type":"later"/m);
  // It has ended, and stays as it is.
  expect(await json("operation", "stop", id)).toMatchObject({ state: "DONE" });
  expect(await cli.run(["operation", "get", "op-aaaaaaaaaaaaaaaa"])).toMatchObject({ code: 3 });
});

it("works on a store that nobody maintains", async () => {
  const store = ["--quiet", "--store", `${process.env["REDIS_URL"]}?prefix=cli-${process.pid}`];
  const run = (...argv: string[]) => runCli([...argv, ...store, "-o", "json"]);
  await run("job", "enqueue", "alone", "1");
  const { code, stdout, stderr } = await run("job", "bulk", "cancel", "alone");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ state: "DONE", done: 1 });
  expect((await run("job", "bulk", "delete", "status:cancelled", "--all", "--yes")).code).toBe(0);
});
