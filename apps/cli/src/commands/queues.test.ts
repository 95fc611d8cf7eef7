import { expect, it } from "vitest";
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
  const none = await cli.print("queue", "limits", "limited", "--none");
  expect(none).toMatch(/^max running +none$/m);
  expect(none).toMatch(/^rate +none$/m);
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
