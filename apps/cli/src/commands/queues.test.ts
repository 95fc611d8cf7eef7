import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

it("pauses, drains and resumes a queue, and says who wanted it", async () => {
  await cli.enqueue("held");
  const until = "2126-01-31T09:00:00.000Z";
  const paused = await cli.print("queue", "pause", "held", "--reason", "down", "--until", until);
  expect(paused).toMatch(/^settings +paused .* by ada until 2126-01-31T09:00:00.000Z \(down\)$/m);
  await cli.print("queue", "drain", "held", "--by", "grace");
  expect(JSON.parse(await cli.print("queue", "get", "held", "-o", "json"))).toMatchObject({
    paused: { by: "ada", reason: "down", until, at: expect.stringMatching(/Z$/) },
    draining: { by: "grace" },
  });
  const refused = await cli.run(["job", "enqueue", "held"]);
  expect(refused).toMatchObject({ code: 5, stderr: /takes no new jobs: grace drained it/ });
  expect(await cli.print("queue", "resume", "held")).not.toContain("settings");
});

it("sets, shows and ends the limits of a queue", async () => {
  expect(await cli.print("queue", "limits", "limited", "--max-running", "10")).toContain("10");
  expect(await cli.print("queue", "limits", "limited")).toMatch(/^max running +10$/m);
  expect(await cli.print("queue", "list")).toMatch(/^limited .* at most 10 running$/m);
  const rate = ["--rate", "100/1m", "--burst", "5"];
  expect(await cli.print("queue", "limits", "limited", ...rate)).toMatch(/^max running +10$/m);
  expect(await cli.print("queue", "limits", "limited", "--burst", "7")).toMatch(
    /^rate +100 starts in 1m.*, 7 at once$/m,
  );
  expect(await cli.print("queue", "list")).toMatch(/at most 10 running, at most 100 starts in/);
  for (const wrong of ["100", "100/", "x/1m", "1/2/3"]) {
    expect(await cli.run(["queue", "limits", "limited", "--rate", wrong])).toMatchObject({
      stderr: expect.stringContaining("--rate must be"),
    });
  }
  expect(await cli.print("queue", "limits", "limited", "--order", "fair")).toMatch(
    /^order +fair$/m,
  );
  expect(await cli.print("queue", "list")).toMatch(/at most 10 running, .*, fair order/);
  expect(await cli.print("queue", "limits", "limited", "--aging", "90s")).toMatch(
    /^aging +1m 30s$/m,
  );
  const none = await cli.print("queue", "limits", "limited", "--none");
  expect(none).toMatch(/^max running +none$/m);
  expect(none).toMatch(/^rate +none$/m);
  expect(none).toMatch(/^order +priority$/m);
  expect(none).toMatch(/^aging +none$/m);
  expect(await cli.run(["queue", "limits", "limited", "--burst", "7"])).toMatchObject({
    stderr: expect.stringContaining("give --rate, too"),
  });
  expect(await cli.run(["queue", "limits", "limited", "--max-running", "0"])).toMatchObject({
    code: 7,
  });
});

it("shows what has happened", async () => {
  await cli.enqueue("counted");
  const stats = await cli.print("stats", "--type", "counted", "--minutes", "2", "-o", "json");
  expect(JSON.parse(stats)).toMatchObject([{ enqueued: 1, startsAt: expect.stringMatching(/Z$/) }]);
});

it("shows what goes on until it is ended", async () => {
  await cli.print("job", "enqueue", "live", "{}", "--count", "3", "-q");
  const ended = new AbortController();
  let rows = 0;
  const watch = ["stats", "--watch", "--interval", "10ms", "--type", "live", "-o", "jsonl"];
  const { code, stdout } = await cli.run(watch, {
    signal: ended.signal,
    onStdout: () => {
      if (++rows === 3) ended.abort();
    },
  });
  expect(code).toBe(130);
  expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({
    pending: { jobs: 3, more: false },
    failed: { jobs: 0 },
    oldestPendingMs: expect.any(Number),
    at: expect.stringMatching(/Z$/),
  });
  expect(await cli.run(["stats", "--watch", "--minutes", "5"])).toMatchObject({ code: 2 });
  expect(await cli.run(["stats", "--interval", "1s"])).toMatchObject({ code: 2 });
});

it("shows a worker that lives", async () => {
  await cli.heartbeat("w-7");
  expect(await cli.print("worker", "get", "w-7")).toMatch(/^running +3\/10$/m);
  expect(await cli.run(["worker", "get", "w-8"])).toMatchObject({
    ...{ code: 3, stderr: expect.stringContaining("worker list") },
  });
});

it("lists the concurrency keys of a queue", async () => {
  await cli.store.enqueue(
    ["a", "b", "b"].map((concurrencyKey) => ({ type: "keyed", concurrencyKey })),
  );
  expect(await cli.print("queue", "keys", "keyed")).toMatch(/^b +READY +2 +0 *$/m);
  expect(await cli.print("queue", "keys", "keyed", "--status", "full")).toBe("");
  const limited = await cli.run(["queue", "keys", "keyed", "--limit", "1", "-o", "json"]);
  expect(limited).toMatchObject({ stderr: expect.stringContaining("more than 1") });
  expect(await cli.run(["queue", "keys", "keyed", "--status", "odd"])).toMatchObject({
    code: 7,
    stderr: expect.stringContaining("statuses"),
  });
});

it("sets and ends what becomes of the keys of a queue", async () => {
  const set = ["--key-max-running", "1", "--key-rate", "30/10s", "--key-on-failure", "halt"];
  const shown = await cli.print("queue", "limits", "ledger", ...set, "--key-burst", "3");
  expect(shown).toMatch(/^max of a key +1$/m);
  expect(shown).toMatch(/^rate of a key +30 starts in 10s, 3 at once$/m);
  expect(shown).toMatch(/^key on failure +halt$/m);
  expect(await cli.print("queue", "limits", "ledger", "--key-on-failure", "continue")).toMatch(
    /^key on failure +continue$/m,
  );
  expect(await cli.run(["queue", "limits", "odd", "--key-burst", "7"])).toMatchObject({
    stderr: expect.stringContaining("give --key-rate, too"),
  });
});

it("shows, sets and ends the limits of one key, and resumes one that is halted", async () => {
  await cli.store.queues.setLimits("own", { keyMaxRunning: 1, keyOnFailure: "HALT" });
  const key = { type: "own", concurrencyKey: "acme", maxAttempts: 1 };
  await cli.store.enqueue([key, key]);
  const limits = ["--max-running", "5", "--weight", "2.5", "--rate", "30/10s", "--burst", "3"];
  const set = await cli.print("queue", "key-limits", "own", "acme", ...limits);
  expect(set).toMatch(/^max running +5$/m);
  expect(set).toMatch(/^rate +30 starts in 10s, 3 at once$/m);
  expect(set).toMatch(/^weight +2.5$/m);
  expect(await cli.print("queue", "key-limits", "own", "acme")).toBe(set);
  expect(await cli.print("queue", "key-limits", "own", "acme", "--none")).not.toContain("weight");
  expect(await cli.print("queue", "key-limits", "own", "other")).toMatch(/^status +IDLE$/m);
  for (const wrong of [
    ["--weight", "x"],
    ["--burst", "2"],
    ["--none", "--weight", "1"],
  ]) {
    expect(await cli.run(["queue", "key-limits", "own", "acme", ...wrong])).toMatchObject({
      code: 2,
    });
  }
  const terms = { types: ["own"], maxJobs: 5, leaseMs: 60_000, workerId: "w", waitMs: 0 };
  const [lease] = await cli.store.lease(terms);
  const jobId = lease?.job.id as string;
  const outcome = { kind: "failed", message: "no" } as const;
  await cli.store.settle([{ jobId, token: lease?.token as number, outcome }]);
  expect(await cli.print("queue", "keys", "own", "--status", "halted")).toContain(jobId);
  expect(await cli.print("queue", "key-resume", "own", "acme")).toMatch(/^status +READY$/m);
});

it("shows the server's version, store and limits", async () => {
  expect(await cli.print("server", "info")).toMatch(/^version +1\.2\.3$/m);
});

it("works on a store without a server, where nothing tells of one", async () => {
  const store = ["--quiet", "--store", process.env["REDIS_URL"] as string];
  const type = `cli-${Date.now()}`;
  const enqueued = await runCli(["job", "enqueue", type, "1", "-o", "id", ...store]);
  expect(enqueued).toMatchObject({ code: 0, stderr: "" });
  const id = enqueued.stdout.trim();
  expect(await runCli(["queue", "get", type, ...store])).toMatchObject({ stdout: /PENDING +1/ });
  expect(await runCli(["job", "delete", id, "--yes", ...store])).toMatchObject({ code: 0 });
  expect(await runCli(["server", "info", ...store])).toMatchObject({
    code: 5,
    stderr: /there is no server: the client works on a store directly/,
  });
});

it("speaks HTTP/1.1 where a proxy passes on nothing else", async () => {
  const proxy = createServer((request, response) => {
    const { method, headers, url = "" } = request;
    const options = { method, headers: { ...headers, host: new URL(cli.url).host } };
    const passedOn = forward(new URL(url, cli.url), options, (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passedOn);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void proxy.close());
  await once(proxy, "listening");
  const server = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const argv = ["job", "enqueue", "proxied", "--server", server];
  expect(await runCli(argv)).toMatchObject({ code: 6, stderr: /does not speak HTTP\/2/ });
  expect(await runCli([...argv, "--http1"])).toMatchObject({ code: 0 });
});

it("makes no SQLite file where a name is misspelt", async () => {
  const file = join(tmpdir(), `millrace-none-${process.pid}.db`);
  for (const line of ["job list", "job bulk retry a", "store check"]) {
    const ran = await runCli([...line.split(" "), "--store", `sqlite:${file}`]);
    expect(ran).toMatchObject({ code: 3, stderr: /there is no file .*\nname one that is there/ });
  }
  expect(existsSync(file)).toBe(false);
});
