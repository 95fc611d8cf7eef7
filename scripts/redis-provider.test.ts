import { describe, expect, test } from "vitest";
import { FAILED, FakeMachine } from "./fake-machine.ts";
import { provideRedis } from "./redis-provider.ts";

async function provide(machine: FakeMachine) {
  const said: string[] = [];
  const redis = await provideRedis(machine, (line) => said.push(line));
  return { redis, said };
}

test("the Redis of REDIS_URL goes with the binary of this machine, for tests that kill one", async () => {
  const machine = new FakeMachine();
  machine.env = { REDIS_URL: "redis://theirs" };
  machine.versions.set("redis://theirs", "6.2.0");
  expect((await provide(machine)).redis.binary).toBeUndefined();
  machine.programs.add("redis-server");
  expect((await provide(machine)).redis.binary).toBe("/bin/redis-server");
});

test.each([
  [["valkey-server"], "/bin/valkey-server"],
  [["valkey-server", "redis-server"], "/bin/redis-server"],
])("of %j on the PATH, %s is started", async (programs, binary) => {
  const machine = new FakeMachine();
  for (const program of programs) machine.programs.add(program);
  machine.versions.set(`redis://${binary}`, "10.0.0");
  expect((await provide(machine)).redis).toMatchObject({ url: `redis://${binary}`, binary });
});

test("a container is no binary", async () => {
  const machine = new FakeMachine();
  machine.programs.add("docker");
  machine.results.set("docker port", { ok: true, stdout: "127.0.0.1:49153\n", stderr: "" });
  machine.versions.set("redis://127.0.0.1:49153", "7.4.1");
  expect((await provide(machine)).redis.binary).toBeUndefined();
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
