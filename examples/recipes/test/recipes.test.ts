import { join } from "node:path";
import { expect, test } from "vitest";
import { Example, nodeCommand, type Program, until } from "../../test/example.ts";

const folder = join(import.meta.dirname, "..");

test("an order that is not paid in time is cancelled, and one that is paid is not", async () => {
  await using example = await Example.open("recipes");
  const command = nodeCommand(join(folder, "order-timeout.ts"));
  const program = example.startCommand(command, { ORDER_WINDOW: "200ms" });
  expect(await program.ended()).toBe(0);
  expect(program.lines).toEqual([
    "its timeout is CANCELLED: paid",
    "paid too late cannot be paid: it is expired",
    "paid in time: paid",
    "forgotten: expired",
    "paid too late: expired",
  ]);
});

test("each day has one report, whichever servers run and are deployed anew", async () => {
  await using example = await Example.open("recipes");
  const command = nodeCommand(join(folder, "daily-report.ts"));
  const started: Program[] = [];
  const start = (deploy: number) => {
    const env = { REPORT_CRON: "* * * * * *", DEPLOY: `${deploy}` };
    started.push(example.startCommand(command, env));
  };
  const reports = () => started.flatMap(({ lines }) => lines);
  start(1);
  start(1);
  await until(() => expect(reports().length).toBeGreaterThan(0));
  // The new ones begin while the old ones are still there.
  start(2);
  start(2);
  const old = started.slice(0, 2);
  for (const server of old) server.signal("SIGTERM");
  expect(await Promise.all(old.map((server) => server.ended()))).toEqual([0, 0]);
  await until(() => expect(reports().some((line) => line.startsWith("deploy 2"))).toBe(true));
  const days = reports().map((line) => line.replace(/^deploy \d: report of /, ""));
  expect(new Set(days).size).toBe(days.length);
});
