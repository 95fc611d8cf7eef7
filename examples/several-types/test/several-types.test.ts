import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("each type runs as its handler says, inside the middleware", async () => {
  await using example = await Example.open("several-types");
  const worker = example.start("worker.ts");
  const [sms, report] = await Promise.all([
    example.enqueue("sms", "on my way"),
    example.enqueue("report"),
  ]);
  expect(await example.outcome(sms)).toMatchObject({
    status: "COMPLETED",
    attempt: 2,
    errors: [{ attempt: 1, message: "the gateway is busy" }],
    result: '{"sent":"on my way"}',
  });
  // A snooze costs no attempt.
  expect(await example.outcome(report)).toMatchObject({
    status: "COMPLETED",
    attempt: 1,
    errors: [],
    result: '{"report":"done"}',
  });
  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
  const runs = worker.lines.map((line) => /^(sms|report) took \d+ ms$/.exec(line)?.[1]);
  expect(runs.filter((type) => type === "sms")).toHaveLength(2);
  expect(runs).not.toContain(undefined);
});
