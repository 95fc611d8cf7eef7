#!/usr/bin/env node
import { run } from "./run.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for an answer that is under way.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(signal);
  });
}

const { env, stdin, stdout, stderr } = process;
// Nobody reads on; there is nobody left to tell.
stderr.on("error", () => {});
const code = await run(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  signal: interrupted.signal,
});
// Not by process.exit(), which loses what a pipe has not taken yet.
process.exitCode = code;
