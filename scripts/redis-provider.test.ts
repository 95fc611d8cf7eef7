import { describe, expect, test } from "vitest";
import { FAILED, FakeMachine } from "./fake-machine.ts";
import { provideRedis } from "./redis-provider.ts";

async function provide(machine: FakeMachine) {
  const said: string[] = [];
  const redis = await provideRedis(machine, (line) => said.push(line));
  return { redis, said };
}

describe("REDIS_URL", () => {
  test("comes before everything else, and is left running", async () => {
    const machine = new FakeMachine();
    machine.env = { REDIS_URL: "redis://theirs" };
    machine.programs.add("docker");
    machine.versions.set("redis://theirs", "7.4.0");
    const { redis, said } = await provide(machine);
    await redis.stop();
    expect(redis.url).toBe("redis://theirs");
    expect(redis.binary).toBeUndefined();
    expect(said).toEqual(["Redis for the tests: REDIS_URL (7.4.0)"]);
    expect(machine.log).toEqual([]);
  });

  test("goes with the binary of this machine, for tests that kill a Redis", async () => {
    const machine = new FakeMachine();
    machine.env = { REDIS_URL: "redis://theirs" };
    machine.programs.add("redis-server");
    machine.versions.set("redis://theirs", "6.2.0");
    expect((await provide(machine)).redis.binary).toBe("/bin/redis-server");
  });

  test("is an error, not a reason to look further, when it does not answer", async () => {
    const machine = new FakeMachine();
    machine.env = { REDIS_URL: "redis://theirs" };
    machine.programs.add("redis-server");
    await expect(provide(machine)).rejects.toThrow(
      "the Redis of REDIS_URL does not answer: redis://theirs refused",
    );
  });

  test.each(["6.0.16", "5.0.7", "6.1"])("is an error when it is %s", async (version) => {
    const machine = new FakeMachine();
    machine.env = { REDIS_URL: "redis://theirs" };
    machine.versions.set("redis://theirs", version);
    await expect(provide(machine)).rejects.toThrow(`is ${version}, but at least 6.2 is needed`);
  });

  test("counts as absent when it is empty", async () => {
    const machine = new FakeMachine();
    machine.env = { REDIS_URL: "" };
    machine.programs.add("valkey-server");
    machine.versions.set("redis:///bin/valkey-server", "7.2.4");
    expect((await provide(machine)).redis.url).toBe("redis:///bin/valkey-server");
  });
});

describe("a server on the PATH", () => {
  test("is started before Docker is asked, and stopped by its owner", async () => {
    const machine = new FakeMachine();
    for (const program of ["valkey-server", "redis-server", "docker"])
      machine.programs.add(program);
    machine.versions.set("redis:///bin/redis-server", "10.0.0");
    const { redis } = await provide(machine);
    await redis.stop();
    expect(redis.binary).toBe("/bin/redis-server");
    expect(redis.origin).toBe("/bin/redis-server (10.0.0)");
    expect(machine.log).toEqual(["start /bin/redis-server", "stop /bin/redis-server"]);
  });

  test("is stopped and passed over when it is too old", async () => {
    const machine = new FakeMachine();
    machine.programs.add("redis-server");
    machine.versions.set("redis:///bin/redis-server", "6.0.16");
    await expect(provide(machine)).rejects.toThrow("set REDIS_URL, or install redis-server");
    expect(machine.log).toEqual(["start /bin/redis-server", "stop /bin/redis-server"]);
  });
});

describe("Docker", () => {
  test("runs a container without persistence, and removes it", async () => {
    const machine = new FakeMachine();
    machine.programs.add("docker");
    machine.results.set("docker run", { ok: true, stdout: "c0ffee\n", stderr: "Pulling\n" });
    machine.results.set("docker port", { ok: true, stdout: "127.0.0.1:49153\n", stderr: "" });
    machine.versions.set("redis://127.0.0.1:49153", "7.4.1");
    const { redis } = await provide(machine);
    expect(redis).toMatchObject({ url: "redis://127.0.0.1:49153" });
    expect(redis.binary).toBeUndefined();
    await redis.stop();
    expect(machine.log).toEqual([
      "docker info",
      "docker run --detach --rm --publish 127.0.0.1::6379 redis:7-alpine redis-server --save  --appendonly no",
      "docker port c0ffee 6379/tcp",
      "docker rm --force c0ffee",
    ]);
  });

  test("leaves no container behind when its Redis does not answer", async () => {
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
    await expect(provide(machine)).rejects.toThrow("no Redis here");
    expect(machine.log).toEqual(["docker info"]);
  });
});

describe("the package manager", () => {
  test("apt-get installs without starting a service, when root", async () => {
    const machine = new FakeMachine();
    machine.isRoot = true;
    machine.programs.add("apt-get");
    machine.versions.set("redis:///bin/redis-server", "7.0.15");
    machine.afterRun = (command) => {
      if (command.includes("install")) machine.programs.add("redis-server");
    };
    expect((await provide(machine)).redis.binary).toBe("/bin/redis-server");
    expect(machine.log).toEqual([
      "forbid services",
      "apt-get update",
      "apt-get install --yes --no-install-recommends redis-server",
      "allow services",
      "start /bin/redis-server",
    ]);
  });

  test("apt-get is not tried without being root", async () => {
    const machine = new FakeMachine();
    machine.programs.add("apt-get");
    await expect(provide(machine)).rejects.toThrow("no Redis here");
    expect(machine.log).toEqual([]);
  });

  test("says why apt-get failed, and goes on to brew", async () => {
    const machine = new FakeMachine();
    machine.isRoot = true;
    for (const program of ["apt-get", "brew"]) machine.programs.add(program);
    machine.results.set("apt-get update", FAILED);
    machine.versions.set("redis:///bin/redis-server", "8.0.0");
    machine.afterRun = (command) => {
      if (command === "brew install redis") machine.programs.add("redis-server");
    };
    const { said } = await provide(machine);
    expect(said).toContain("apt-get update failed: it broke");
    expect(said.at(-1)).toBe("Redis for the tests: /bin/redis-server (8.0.0)");
  });
});

test("a machine with nothing is told how to get Redis", async () => {
  await expect(provide(new FakeMachine())).rejects.toThrow(
    "no Redis here: set REDIS_URL, or install redis-server (or valkey-server), or start Docker",
  );
});
