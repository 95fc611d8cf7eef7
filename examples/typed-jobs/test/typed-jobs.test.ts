import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("an order that fits is counted, one that does not fails with what is wrong", async () => {
  await using example = await Example.open("typed-jobs");
  example.start("worker.ts");
  const items = [
    { sku: "a", count: 2 },
    { sku: "b", count: 3 },
  ];
  const good = await example.enqueue("order", JSON.stringify({ id: "o1", items }));
  const bad = await example.enqueue("order", '{"id":"o2","items":[{"sku":"a","count":0}]}');
  expect(await example.outcome(good)).toMatchObject({
    status: "COMPLETED",
    result: '{"order":"o1","pieces":5}',
  });
  expect(await example.outcome(bad)).toMatchObject({
    status: "FAILED",
    attempt: 1,
    errors: [
      { message: expect.stringContaining("payload.items[0].count does not fit the schema: ") },
    ],
  });
});

test("the producer shares the definition: what does not fit is refused before it is sent", async () => {
  await using example = await Example.open("typed-jobs");
  example.start("worker.ts");
  expect(await example.run("enqueue.ts", "3")).toEqual(["COMPLETED { order: 'o1', pieces: 3 }"]);
  const [refusal] = await example.run("enqueue.ts", "0");
  expect(refusal).toContain("cannot enqueue: payload.items[0].count does not fit the schema: ");
  expect((await example.store.list({ type: "order" })).jobs).toHaveLength(1);
});
