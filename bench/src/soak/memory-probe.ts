// Preloaded into a process that is watched: `node --expose-gc --import memory-probe.ts program.ts`.
// Prints a line "probe {…}" now and then: what is left of the heap once garbage has been collected,
// what the process takes in all, in bytes, and how many file descriptors it holds.
import { readdirSync } from "node:fs";

// To collect garbage takes a while, which must not become the load.
const INTERVAL_MS = 5_000;

function tell(): void {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const files = readdirSync("/proc/self/fd").length;
  console.log(`probe ${JSON.stringify({ heap: heapUsed + external, memory: rss, files })}`);
}

tell();
setInterval(tell, INTERVAL_MS).unref();
