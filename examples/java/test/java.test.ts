import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
// A registry that does not answer must not hold up the tests.
const PATIENCE_MS = 180_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-java-"));
  copyFileSync(join(ROOT, "examples/java/pom.xml"), join(folder, "pom.xml"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Why Maven cannot do it on this machine; undefined when it did. A fault of the classes rejects. */
async function compile(): Promise<string | undefined> {
  const args = ["-q", "-B", `-Dproto=${join(ROOT, "proto")}`, "compile"];
  try {
    await promisify(execFile)("mvn", args, { cwd: folder, timeout: PATIENCE_MS });
    return undefined;
  } catch (error) {
    const { code, killed, stdout } = error as { code: unknown; killed: boolean; stdout: string };
    if (code === "ENOENT") return "there is no Maven on this machine";
    if (killed) return `Maven has not brought what it needs within ${PATIENCE_MS / 1000} s`;
    const [missing] = /^.*Could not (?:transfer|resolve|find artifact).*$/m.exec(stdout) ?? [];
    if (missing !== undefined) return missing;
    throw new Error(stdout, { cause: error });
  }
}

test(
  "the contract compiles in Java",
  async (context) => {
    const missing = await compile();
    if (missing !== undefined) return context.skip(missing);
    const classes = join(folder, "target/classes/com/millrace/v1");
    for (const name of ["Job", "JobServiceGrpc", "WorkerServiceGrpc$WorkerServiceBlockingStub"]) {
      expect(existsSync(join(classes, `${name}.class`)), name).toBe(true);
    }
  },
  2 * PATIENCE_MS,
);
