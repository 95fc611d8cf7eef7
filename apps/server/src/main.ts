#!/usr/bin/env node
// Listens to signals before anything else is loaded, which takes a while: as process 1 of a container,
// this process ignores a signal without a listener, and would be killed after the grace period.
import { onStopSignals } from "@millrace/core/stop-signals";

const asked = new AbortController();
onStopSignals({
  stop: (signal) => asked.abort(signal),
  endsAtOnce: (signal) => {
    process.stderr.write(`millrace-server: ${signal} came again: ending immediately\n`);
  },
});

await import("./native-base64.ts");
const { run } = await import("./run.ts");
await run(asked.signal);
