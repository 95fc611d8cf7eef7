// Runs every test: `node scripts/run-vitest.ts REPORT_FILE`. scripts/test.ts starts it as a process
// of its own, so that a crash cannot take the summary with it.
import { startVitest } from "vitest/node";
import { TallyReporter } from "./tally-reporter.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: run-vitest.ts REPORT_FILE");
const vitest = await startVitest("test", [], {
  watch: false,
  reporters: ["default", new TallyReporter(file)],
});
await vitest.exit();
