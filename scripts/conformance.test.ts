import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type ConformanceRunner, provideConformanceRunner } from "./conformance-runner.ts";
import { thisMachine } from "./machine.ts";

const ROOT = join(import.meta.dirname, "..");
// Go downloads and compiles the runner once.
const PATIENT_MS = 600_000;

let runner: ConformanceRunner;

beforeAll(async () => {
  const folder = join(ROOT, "node_modules/.cache/connect-conformance-1.0.7");
  const buf = join(ROOT, "node_modules/.bin/buf");
  runner = await provideConformanceRunner(thisMachine, folder, buf);
}, PATIENT_MS);

test(
  "the server keeps Connect's conformance suite over gRPC, gRPC-Web and Connect, without an exception",
  async (context) => {
    if ("missing" in runner) return context.skip(runner.missing);
    const tests = join(ROOT, "packages/server/src/test");
    const server = [process.execPath, "--conditions=@millrace/source"];
    const { ok, stdout, stderr } = await thisMachine.run(runner.binary, [
      ...["--mode", "server", "--conf", join(tests, "conformance.yaml"), "--"],
      ...[...server, join(tests, "conformance-server.ts"), runner.proto],
    ]);
    expect({ ok, said: `${stdout}${stderr}` }).toMatchObject({
      ok: true,
      said: expect.stringContaining("Total cases: 2718\n2718 passed, 0 failed"),
    });
  },
  PATIENT_MS,
);
