import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@millrace/core";
import { openStore } from "@millrace/open";
import { parseStoreUrl } from "@millrace/store-url";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../test/run-cli.ts";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();
const FEW = ["--jobs", "300", "--singles", "5", "-o", "json"];
const MEASURED = {
  jobs: 300,
  payloadBytes: 100,
  enqueuedPerSecond: expect.any(Number),
  processedPerSecond: expect.any(Number),
  latencyMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
};

it("bench measures a server, by jobs of a type of its own that all complete", async () => {
  const ran = await cli.run(["bench", ...FEW, "--yes"]);
  expect(ran.code).toBe(0);
  const { latencyMs, ...measured } = JSON.parse(ran.stdout);
  expect({ ...measured, latencyMs }).toEqual(MEASURED);
  expect(measured.enqueuedPerSecond).toBeGreaterThan(0);
  expect(latencyMs.p50).toBeLessThanOrEqual(latencyMs.p99);
  expect(ran.stderr).toContain("working on 300 jobs");
  const { queues } = await cli.store.queues.list();
  const counts = queues.map((queue) => [queue.type.slice(0, 6), queue.counts.COMPLETED.jobs]);
  expect(counts).toEqual([["bench-", 305]]);
});

it("bench measures a file, which one process has at a time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const url = `sqlite:${folder}/a.db`;
  const opened = await openStore(parseStoreUrl(url), { logger: silentLogger });
  await opened.check();
  await opened.close();
  const { code, stdout } = await runCli(["bench", ...FEW, "--yes", "--store", url]);
  expect({ code, measured: JSON.parse(stdout) }).toEqual({ code: 0, measured: MEASURED });
});

it("bench asks first, wants some jobs, and says what is left of it when it is interrupted", async () => {
  expect(await cli.run(["bench", ...FEW])).toMatchObject({
    code: 2,
    stderr: /this would enqueue 305 jobs at http/,
  });
  expect(await cli.run(["bench", "--jobs", "0", "--yes"])).toMatchObject({
    code: 2,
    stderr: /--jobs must be at least 1/,
  });
  const interrupt = new AbortController();
  interrupt.abort();
  expect(await cli.run(["bench", ...FEW, "--yes"], { signal: interrupt.signal })).toMatchObject({
    code: 130,
    stderr: /millrace queue purge bench-/,
  });
});
