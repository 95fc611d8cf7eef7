import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("the worker greets, and the producer gets the result", async () => {
  await using example = await Example.open("hello");
  const worker = example.start("worker.ts");
  expect(await example.run("enqueue.ts")).toEqual(["COMPLETED { greeted: 'Ada' }"]);
  expect(await example.run("enqueue.ts", "Grace")).toEqual(["COMPLETED { greeted: 'Grace' }"]);
  worker.signal("SIGINT");
  expect(await worker.ended()).toBe(0);
  expect(worker.lines).toEqual(["Hello, Ada!", "Hello, Grace!"]);
});
