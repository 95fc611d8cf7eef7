#!/usr/bin/env node
import { onStopSignals } from "@millrace/core/stop-signals";
import { run } from "./run.ts";

const interrupted = new AbortController();
onStopSignals({
  stop: (signal) => interrupted.abort(signal),
  // Whoever asks again does not want to wait for what is under way.
  endsAtOnce: () => process.exit(130),
});

const { env, stdin, stdout, stderr } = process;
// Nobody reads on; there is nobody left to tell. What prints data sees for itself whether it is read.
for (const output of [stdout, stderr]) output.on("error", () => {});
const code = await run(process.argv.slice(2), {
  env,
  stdin,
  stdout,
  stderr,
  signal: interrupted.signal,
});
// Not by process.exit(), which loses what a pipe has not taken yet.
process.exitCode = code;
