import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "./install-package.ts";
import type { Machine } from "./machine.ts";

const MODULE = "connectrpc.com/conformance";
const VERSION = "v1.0.7";

/** Connect's conformance runner with the compiled proto of the service that it calls, or why there is none. */
export type ConformanceRunner =
  | { readonly binary: string; readonly proto: string }
  | { readonly missing: string };

/**
 * Finds Connect's conformance runner: from an earlier call (in `folder`), or made by Go into `folder`.
 *
 * @param buf compiles its proto.
 */
export async function provideConformanceRunner(
  machine: Machine,
  folder: string,
  buf: string,
): Promise<ConformanceRunner> {
  const runner = { binary: join(folder, "connectconformance"), proto: join(folder, "proto.binpb") };
  if (existsSync(runner.binary) && existsSync(runner.proto)) return runner;
  const go = machine.find("go");
  if (go === undefined) return { missing: "there is no Go on the PATH to make the runner with" };
  mkdirSync(folder, { recursive: true });
  const module = `${MODULE}@${VERSION}`;
  const installed = await machine.run(
    go,
    ["install", `${MODULE}/cmd/connectconformance@${VERSION}`],
    { GOBIN: folder },
  );
  if (!installed.ok) return { missing: `go cannot bring ${module}: ${lastLine(installed.stderr)}` };
  const downloaded = await machine.run(go, ["mod", "download", "-json", module]);
  if (!downloaded.ok) return { missing: `go has no ${module}: ${lastLine(downloaded.stderr)}` };
  const { Dir } = JSON.parse(downloaded.stdout) as { readonly Dir: string };
  const compiled = await machine.run(buf, ["build", join(Dir, "proto"), "-o", runner.proto]);
  if (!compiled.ok) throw new Error(`cannot compile the proto of ${module}: ${compiled.stderr}`);
  return runner;
}
