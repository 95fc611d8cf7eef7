import { Client } from "@millrace/client";
import { silentLogger } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { freePort } from "@millrace/store-conformance/free-port";
import { MemoryStore } from "@millrace/store-memory";
import { schedule, Worker } from "@millrace/worker";
import { expect, test } from "vitest";

test("a worker puts its schedules by the server, as a deploy does", async () => {
  const store = new MemoryStore();
  const server = new MillraceServer(store, { version: "test" });
  const port = await freePort();
  await server.start(port, "localhost");
  const url = `http://localhost:${port}`;
  const report = schedule(
    "report",
    { cron: "0 2 * * *", zone: "Europe/Berlin" },
    { type: "report", key: "acme" },
    { managedBy: "app" },
  );
  const old = schedule("old", { every: "1h" }, { type: "report" }, { managedBy: "app" });
  await using client = new Client({ url });
  await client.schedules.put([old]);
  const worker = new Worker("report", () => {}, { url, logger: silentLogger, schedules: [report] });
  await worker.start();
  const { job, revision } = await client.schedules.get("report");
  expect({ job, revision }).toEqual({
    job: { type: "report", concurrencyKey: "acme" },
    revision: 1,
  });
  const put = await client.schedules.put([report], { managedBy: "app", prune: true });
  expect(put).toMatchObject({ results: [{ changed: false }], pruned: ["old"] });
  await expect(client.schedules.delete("report", { sourceVersion: -1 })).rejects.toMatchObject({
    violations: [{ field: "sourceVersion" }],
  });
  await worker.stop();
  await server.stop();
  await store.close();
});
