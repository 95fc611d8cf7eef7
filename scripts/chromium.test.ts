import { expect, test } from "vitest";
import { chromiumBinary } from "./chromium.ts";
import { FAILED, FakeMachine } from "./fake-machine.ts";

async function find(machine: FakeMachine) {
  const said: string[] = [];
  const binary = await chromiumBinary(machine, (line) => said.push(line));
  return { binary, said: said.join("\n") };
}

test("the one of the environment is taken as it is", async () => {
  const machine = new FakeMachine();
  machine.env = { MILLRACE_TEST_CHROMIUM_BINARY: "/their/chromium" };
  expect((await find(machine)).binary).toBe("/their/chromium");
  expect(machine.log).toEqual([]);
});

test("of those on the PATH, the first that runs is taken", async () => {
  const machine = new FakeMachine();
  for (const name of ["chromium-browser", "google-chrome"]) machine.programs.add(name);
  machine.results.set("/bin/chromium-browser", FAILED);
  expect((await find(machine)).binary).toBe("/bin/google-chrome");
});

test("the package manager brings one", async () => {
  const machine = new FakeMachine();
  machine.isRoot = true;
  machine.programs.add("apt-get");
  machine.afterRun = (command) => {
    if (command.includes("install")) machine.programs.add("chromium");
  };
  expect((await find(machine)).binary).toBe("/bin/chromium");
  expect(machine.log).toContain("apt-get install --yes --no-install-recommends chromium");
});

test("a machine without one says what to do", async () => {
  const { binary, said } = await find(new FakeMachine());
  expect(binary).toBeUndefined();
  expect(said).toContain("install chromium");
});
