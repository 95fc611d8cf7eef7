import { expect, test } from "vitest";
import { Example } from "../../test/example.ts";

test("an email is delivered, one to nowhere fails for good, and SIGTERM ends the worker", async () => {
  await using example = await Example.open("email");
  const worker = example.start("worker.ts");
  expect(await example.run("enqueue.ts", "ada@example.com", "Hello")).toEqual([
    expect.stringMatching(/^enqueued 0-\w{16}$/),
    'COMPLETED {"delivered":"ada@example.com"}',
  ]);
  const [enqueued, outcome] = await example.run("enqueue.ts", "nowhere");
  expect(outcome).toBe("FAILED nowhere is not an address");
  const id = enqueued?.split(" ")[1];
  const { jobs } = await example.store.list({ type: "email", statuses: ["FAILED"] });
  expect(jobs).toMatchObject([{ id, attempt: 1 }]);

  worker.signal("SIGTERM");
  expect(await worker.ended()).toBe(0);
  expect(worker.lines).toEqual([
    expect.stringMatching(/ waits for emails$/),
    "to ada@example.com: Hello",
    expect.stringMatching(/^0-\w{16} completed, attempt 1$/),
    `${id} FAILED: nowhere is not an address`,
  ]);
});
