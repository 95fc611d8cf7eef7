import { expect, it } from "vitest";
import { ServedCli } from "../test/served-cli.ts";

const cli = new ServedCli();

it("says why a job does not run, for people and as data", async () => {
  const id = await cli.enqueue("explained");
  await cli.store.queues.pause("explained", { by: "ada", until: 4_000_000_000_000 });
  const told = await cli.print("job", "explain", id);
  expect(told).toMatch(/QUEUE_PAUSED.*was paused by ada.* until 2096-10-02T07:06:40\.000Z; resume/);
  expect(told).toMatch(/NO_WORKER.*start one/);
  expect(told).toMatch(/AHEAD.*next one/);
  expect(told).not.toContain("may start");

  await cli.store.workers.heartbeat({
    ...{ workerId: "w", types: ["explained"], concurrency: 2, running: 0 },
    ...{ version: "", host: "", eventLoopLagMs: 0, server: "" },
  });
  expect(JSON.parse(await cli.print("job", "explain", id, "-o", "json"))).toMatchObject({
    id,
    reasons: [
      { kind: "QUEUE_PAUSED", at: "2096-10-02T07:06:40.000Z" },
      { kind: "AHEAD", count: 0 },
    ],
    estimatedStart: "2096-10-02T07:06:40.000Z",
  });
  expect(await cli.run(["job", "explain", "0-0000000000000000"])).toMatchObject({ code: 3 });
});
