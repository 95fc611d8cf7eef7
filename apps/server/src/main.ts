#!/usr/bin/env node
// Signals are heard before anything else is loaded, which takes a while: as process 1 of a container
// this process would miss the ones that nobody listens to yet, and be killed.
import { onStopSignals } from "@millrace/core/stop-signals";

const asked = new AbortController();
onStopSignals({
  stop: (signal) => asked.abort(signal),
  endsAtOnce: (signal) => {
    process.stderr.write(`millrace-server: ${signal} came again: ends at once\n`);
  },
});

await import("./native-base64.ts");
const { run } = await import("./run.ts");
await run(asked.signal);
