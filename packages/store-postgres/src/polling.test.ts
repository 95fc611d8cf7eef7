import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

// As behind a pooler of transactions: LISTEN is answered, and nothing is ever heard.
const schema = testSchema();
/** The first byte of a message NotificationResponse, which comes by itself, not with an answer. */
const NOTIFICATION = "A".charCodeAt(0);
const POLL_MS = 20;
let proxy: TcpProxy;
let store: PostgresStore;
let warnings: string[];

beforeEach(async () => {
  await schema.empty();
  proxy = await TcpProxy.start(url);
  proxy.loseAnswers((answer) => answer[0] === NOTIFICATION);
  warnings = [];
  store = new PostgresStore(proxy.url, {
    schema: schema.name,
    pollMs: POLL_MS,
    onWarning: (message) => warnings.push(message),
  });
});

afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

test("jobs of others are found by looking, and it is said once", async () => {
  const other = new PostgresStore(url, { schema: schema.name });
  for (let i = 0; i < 3; i++) {
    const waiting = store.lease({
      types: ["task"],
      maxJobs: 1,
      leaseMs: 60_000,
      waitMs: 60_000,
      workerId: "w",
    });
    const begunAt = performance.now();
    await other.enqueue([{ type: "task" }]);
    expect(await waiting).toHaveLength(1);
    // Far below the poll of those who hear.
    expect(performance.now() - begunAt).toBeLessThan(2_500);
  }
  await expect.poll(() => warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`looking for jobs every ${POLL_MS} ms`);
  expect(store.hears).toBe(false);
  await other.close();
});

test("a watch tells changes all the same", async () => {
  const [result] = await store.enqueue([{ type: "task" }]);
  if (result === undefined || "error" in result) throw new Error("refused");
  const { id } = result.job;
  const events = store.watch({ id })[Symbol.asyncIterator]();
  await events.next();
  await expect.poll(() => warnings).toHaveLength(1);
  const next = events.next();
  await store.cancel(id);
  expect((await next).value).toMatchObject({ job: { status: "CANCELLED" } });
});
