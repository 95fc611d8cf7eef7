import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("the producer follows each job to its end", async () => {
  await using example = await Example.open("demo");
  const worker = example.start("worker.ts");
  const lines = await example.run("enqueue.ts");
  const ends = lines.filter((line) => line.includes(" is COMPLETED"));
  expect(ends.map((line) => line.replace(/ 0-\w{16} /, " ")).sort()).toEqual([
    'flaky is COMPLETED, attempt 2, {"attempt":2}',
    'print is COMPLETED, attempt 1, {"printed":true}',
    'print is COMPLETED, attempt 1, {"printed":true}',
    'slow is COMPLETED, attempt 1, 100 %, {"steps":5}',
  ]);
  const seen = lines.map((line) => line.replace(/ 0-\w{16} /, " "));
  expect(seen).toContain("print is SCHEDULED");
  expect(seen).toContain("flaky is RETRYING, attempt 1");
  expect(seen).toContain("slow is RUNNING, attempt 1, 20 %");

  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
  const said = worker.lines.map((line) => line.replace(/ 0-\w{16}/, ""));
  expect(said).toEqual(
    expect.arrayContaining([
      'print: {"hello":"world"}',
      'print: {"hello":"from two seconds ago"}',
      "flaky: attempt 2 works",
      "slow: done",
    ]),
  );
});
