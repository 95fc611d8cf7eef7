import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Client } from "@millrace/client";
import { JOB_STATUSES } from "@millrace/core";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../test/run-cli.ts";

it("runs a server and a worker, with jobs to look at", async () => {
  const interrupt = new AbortController();
  const started = Promise.withResolvers<Record<string, string>>();
  const ran = runCli(["dev", "--port", "0", "--seed", "-o", "json"], {
    signal: interrupt.signal,
    onStdout: (text) => started.resolve(JSON.parse(text)),
  });
  const { url, docs, metrics, health } = await started.promise;
  for (const page of [docs, metrics, health] as string[]) {
    await expect.poll(async () => (await fetch(page)).status).toBe(200);
  }
  await using client = new Client({ url });
  // Each for a while at least; RETRYING is short.
  const seen = new Set<string>();
  const wanted = JOB_STATUSES.filter((status) => status !== "RETRYING");
  await expect
    .poll(async () => {
      for await (const { counts } of client.queues.list()) {
        for (const status of wanted) if (counts[status].jobs > 0) seen.add(status);
      }
      return seen;
    })
    .toEqual(new Set(wanted));
  const { job } = await client.enqueue("print", "hello");
  const { log, result } = await client.waitFor(job.id);
  expect(log).toMatchObject([{ text: '"hello"' }]);
  expect(new TextDecoder().decode(result)).toBe('{"printed":true}');
  interrupt.abort();
  const { code, stderr } = await ran;
  expect(code).toBe(0);
  expect(stderr).toContain(`millrace job list --server ${url}`);
});

it("says which port is in use, and refuses to speak to a server", async () => {
  const taken = createServer().listen(0, "localhost");
  onTestFinished(() => void taken.close());
  await expect.poll(() => taken.listening).toBe(true);
  const { port } = taken.address() as AddressInfo;
  expect(await runCli(["dev", "--port", String(port)])).toMatchObject({
    code: 6,
    stderr: /it is in use\nchoose another one by --port/,
  });
  expect(await runCli(["dev", "--server", "http://a"])).toMatchObject({ code: 2 });
});
