import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { provideConformanceRunner } from "./conformance-runner.ts";
import { FAILED, FakeMachine, OK } from "./fake-machine.ts";

const MODULE = "connectrpc.com/conformance@v1.0.7";
const INSTALL = "/bin/go install connectrpc.com/conformance/cmd/connectconformance@v1.0.7";

let folder: string;
let machine: FakeMachine;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-conformance-"));
  machine = new FakeMachine();
});
afterEach(() => rmSync(folder, { recursive: true }));

const provide = () => provideConformanceRunner(machine, folder, "/bin/buf");

test("Go makes one, and buf compiles its proto", async () => {
  machine.programs.add("go");
  const dir = JSON.stringify({ Dir: "/modules/conformance" });
  machine.results.set(`/bin/go mod download -json ${MODULE}`, { ...OK, stdout: dir });
  const [binary, proto] = [join(folder, "connectconformance"), join(folder, "proto.binpb")];
  expect(await provide()).toEqual({ binary, proto });
  expect(machine.log).toEqual([
    INSTALL,
    `/bin/go mod download -json ${MODULE}`,
    `/bin/buf build ${join("/modules/conformance", "proto")} -o ${proto}`,
  ]);
});

test("one of an earlier call is taken", async () => {
  for (const name of ["connectconformance", "proto.binpb"]) writeFileSync(join(folder, name), "");
  expect(await provide()).toHaveProperty("binary");
  expect(machine.log).toEqual([]);
});

test("a machine without Go says so", async () => {
  expect(await provide()).toEqual({ missing: expect.stringContaining("no Go on the PATH") });
});

test("a Go that cannot bring it says why", async () => {
  machine.programs.add("go");
  machine.results.set(INSTALL, FAILED);
  expect(await provide()).toEqual({ missing: expect.stringContaining("go cannot bring") });
});
