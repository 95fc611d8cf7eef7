import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FAILED, FakeMachine, OK } from "./fake-machine.ts";
import { providePromtool } from "./promtool.ts";

let folder: string;
let machine: FakeMachine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-promtool-"));
  machine = new FakeMachine();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("one on the PATH is taken, and nothing brought", async () => {
  machine.programs.add("promtool");
  expect(await providePromtool(machine, folder)).toEqual({ path: "/bin/promtool" });
  expect(machine.log).toEqual([]);
});

test("one of an earlier call is taken", async () => {
  const path = join(folder, "usr", "bin", "promtool");
  expect(await providePromtool(machine, folder)).toEqual({ path });
});

test("Debian's package is brought and unpacked, not installed", async () => {
  const path = join(folder, "usr", "bin", "promtool");
  machine.results.set(path, FAILED);
  machine.programs.add("apt-get").add("dpkg-deb");
  machine.afterRun = (command) => {
    if (command.includes("apt-get download")) writeFileSync(join(folder, "p.deb"), "");
    if (command.startsWith("/bin/dpkg-deb")) machine.results.set(path, OK);
  };
  expect(await providePromtool(machine, folder)).toEqual({ path });
  expect(machine.log.at(-2)).toBe(`/bin/dpkg-deb -x ${join(folder, "p.deb")} ${folder}`);
});

test("where there is none, the reason is told", async () => {
  machine.results.set(join(folder, "usr", "bin", "promtool"), FAILED);
  expect(await providePromtool(machine, folder)).toMatchObject({
    missing: expect.stringContaining("no apt-get"),
  });
  machine.programs.add("apt-get").add("dpkg-deb");
  machine.results.set("sh", FAILED);
  expect(await providePromtool(machine, folder)).toEqual({
    missing: "apt-get cannot bring prometheus: it broke",
  });
});
