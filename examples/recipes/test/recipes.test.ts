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

test("whoever signs up is greeted, and has a coupon three days later unless they have bought", async () => {
  await using example = await Example.open("recipes");
  const command = nodeCommand(join(folder, "welcome-mail.ts"));
  const program = example.startCommand(command, { WELCOME_PAUSE: "100ms" });
  expect(await program.ended()).toBe(0);
  expect(program.lines).toEqual([
    "ada@example.org: Welcome!",
    "ada@example.org COMPLETED { outcome: 'has bought' }",
    "bob@example.org: Welcome!",
    "bob@example.org: 10 % for you",
    "bob@example.org COMPLETED { outcome: 'has a coupon' }",
  ]);
});

test("one in ten of 10,000 items may fail, and a summary tells how many did", async () => {
  await using example = await Example.open("recipes");
  expect(await example.run("fan-out.ts")).toEqual(["9500 of 10000 pictures", "COMPLETED"]);
});

test("a file has a step for each of its sheets, which are known once it is open", async () => {
  await using example = await Example.open("recipes");
  expect(await example.run("added-steps.ts")).toEqual(["COMPLETED { total: 12 } 5 steps"]);
});

test("a person approves by a link, once, and without an answer the run goes on", async () => {
  await using example = await Example.open("recipes");
  const command = (title: string) => nodeCommand(join(folder, "approval.ts"), [title]);
  // One after the other: each of them has a worker, which would take the jobs of the other one.
  const late = example.startCommand(command("On clocks"), { ANSWER_WITHIN: "100ms" });
  expect(await late.ended()).toBe(0);
  expect(late.lines.slice(1)).toEqual(["On clocks: COMPLETED, nobody has said so"]);
  const program = example.startCommand(command("On queues"));
  await program.untilPrinted("On queues?");
  const link = new URL(program.lines[0]?.split(" ").at(-1) ?? "");
  const open = async (answer: string) => {
    const changed = new URL(link);
    changed.searchParams.set("answer", answer);
    const response = await fetch(changed, { method: "POST" });
    return [response.status, await response.text()];
  };
  expect(await (await fetch(link)).text()).toContain("<button>");
  expect(await open("no")).toEqual([403, "This link is not valid.\n"]);
  expect(await open("yes")).toEqual([200, "Thank you: yes\n"]);
  expect(await program.ended()).toBe(0);
  expect(program.lines.slice(1)).toEqual([
    "published: On queues",
    "On queues: COMPLETED, yes has said so",
  ]);
});

test("when a step of a journey fails, those before it are undone, the latest first", async () => {
  await using example = await Example.open("recipes");
  expect(await example.run("saga.ts")).toEqual([
    "booked a flight to Oslo",
    "booked a hotel to Oslo",
    "booked a car to Oslo",
    "Oslo COMPLETED",
    "booked a flight to Atlantis",
    "booked a hotel to Atlantis",
    "undone: hotel to Atlantis",
    "undone: flight to Atlantis",
    "Atlantis FAILED there is no road",
  ]);
});
