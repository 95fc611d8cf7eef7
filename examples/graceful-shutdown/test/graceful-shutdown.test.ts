import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

/** A worker that has begun two jobs, one that ends within its grace and one that does not. */
async function begun(example: Example) {
  const worker = example.start("worker.ts");
  await worker.untilPrinted("ready");
  const short = await example.enqueue("long", "1");
  const long = await example.enqueue("long", "3600");
  for (const id of [short, long]) await worker.untilPrinted(`${id} begins`);
  return { worker, short, long };
}

test("SIGTERM lets the short job end and gives the long one back, at no cost", async () => {
  await using example = await Example.open("graceful-shutdown");
  const { worker, short, long } = await begun(example);
  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
  expect(worker.lines).toEqual([
    "ready",
    `${short} begins`,
    `${long} begins`,
    `${short} completed`,
    `${long} stops: shutdown`,
    `${long} given back`,
    "stopped",
  ]);
  expect(await example.outcome(short)).toMatchObject({ status: "COMPLETED", attempt: 1 });
  expect(await example.store.get(long)).toMatchObject({
    status: "PENDING",
    attempt: 0,
    errors: [],
  });
});
