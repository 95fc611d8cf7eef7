import { MillraceError, newJobId } from "@millrace/core";
import { parseRedisUrl } from "@millrace/store-url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isConnectionError, refused, unreachable } from "./redis-fault.ts";
import { RedisStore } from "./redis-store.ts";
import { IN_SCRIPT_FORMS, REFUSALS } from "./test/refusals.ts";
import { ScriptedRedis } from "./test/scripted-redis.ts";

const ID = newJobId(0);
const LEASE = { types: ["t"], maxJobs: 1, leaseMs: 1_000, workerId: "w", waitMs: 0 };
const COMPLETED = { jobId: ID, token: 1, outcome: { kind: "completed" } } as const;

/** Every call of the store that asks Redis. */
const CALLS: Readonly<Record<string, (store: RedisStore) => Promise<unknown>>> = {
  enqueue: (store) => store.enqueue([{ type: "t" }]),
  "enqueue of several": (store) => store.enqueue([{ type: "t" }, { type: "t", delayMs: 1 }]),
  "enqueue that waits for replicas": (store) =>
    store.enqueue([{ type: "t", durability: "REPLICATED" }]),
  lease: (store) => store.lease(LEASE),
  "lease that waits": (store) => store.lease({ ...LEASE, waitMs: 1 }),
  extend: (store) => store.extend([{ jobId: ID, token: 1 }], 1_000),
  settle: (store) => store.settle([COMPLETED]),
  get: (store) => store.get(ID),
  list: (store) => store.list({}),
  watch: (store) => store.watch({ id: ID })[Symbol.asyncIterator]().next(),
  cancel: (store) => store.cancel(ID),
  redrive: (store) => store.redrive(ID),
  delete: (store) => store.delete(ID),
  maintain: (store) => store.maintain(),
  ping: (store) => store.ping(),
};

const SERVED_LATER = new Set("OOM NOREPLICAS READONLY MASTERDOWN MISCONF LOADING BUSY".split(" "));
const LASTING: Readonly<Record<string, string>> = {
  NOAUTH: "FAILED_PRECONDITION",
  WRONGPASS: "FAILED_PRECONDITION",
  NOPERM: "FAILED_PRECONDITION",
  NOCOMMAND: "FAILED_PRECONDITION",
  WRONGTYPE: "DATA_LOSS",
};

describe("a call that Redis answers with an error", () => {
  let redis: ScriptedRedis;
  let store: RedisStore;
  /** What each command but the first one of all is answered with. */
  let said: string;

  beforeAll(async () => {
    redis = await ScriptedRedis.start();
    // How many partitions there are is known before anything fails.
    redis.answer = () => "*2\r\n:1\r\n:1\r\n";
    store = new RedisStore(redis.url, { timeoutMs: 300 });
    await store.ready();
    redis.answer = () => `-${said}\r\n`;
  });
  afterAll(async () => {
    await store.close();
    await redis[Symbol.asyncDispose]();
  });

  const forms = [["no script", (text: string) => text] as const, ...IN_SCRIPT_FORMS];
  const errors = REFUSALS.flatMap(([code, text]) =>
    forms.map(([form, inForm]) => ({ code, form, text, message: inForm(text) })),
  );

  test.each(errors)("$code in $form", async ({ code, text, message }) => {
    said = message;
    const failures = await Promise.all(
      Object.entries(CALLS).map(async ([name, call]) => {
        const failure = await call(store).catch((error: unknown) => error);
        return [name, failure] as const;
      }),
    );
    for (const [name, failure] of failures) {
      expect(failure, name).toBeInstanceOf(MillraceError);
      const expected = LASTING[code] ?? (SERVED_LATER.has(code) ? "UNAVAILABLE" : undefined);
      if (expected !== undefined) expect(failure, name).toMatchObject({ code: expected });
      expect((failure as Error).message, name).toContain(text.trim());
    }
  });
});

test.each(IN_SCRIPT_FORMS)(
  "a READONLY in a script of %s leads to a new connection",
  async (_version, inScript) => {
    await using redis = await ScriptedRedis.start();
    redis.answer = () =>
      `-${inScript("READONLY You can't write against a read only replica.")}\r\n`;
    const store = new RedisStore(redis.url, { timeoutMs: 300 });
    await expect(store.enqueue([{ type: "t" }])).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect.poll(() => redis.connections).toBeGreaterThan(1);
    await store.close();
  },
);

test("an error of the store's own code is not told as an outage", () => {
  const bug = new TypeError("text.slice is not a function");
  expect(isConnectionError(bug)).toBe(false);
  expect(refused(bug)).toMatchObject({
    code: "INTERNAL",
    message: "the Redis store failed: text.slice is not a function",
  });
  expect(isConnectionError(new Error("Connection is closed."))).toBe(true);
});

test.each([
  ["Redis 6.2", "ERR unknown command `cluster`, with args beginning with: `SLOTS`, "],
  ["Redis 7", "ERR unknown command 'cluster', with args beginning with: 'SLOTS' "],
  ["a Redis alone", "ERR This instance has cluster support disabled"],
])("what %s answers tells that it is no cluster", (_version, text) => {
  const answer = Object.assign(new Error(text), { name: "ReplyError" });
  expect(unreachable(parseRedisUrl("redis+cluster://db:1"), answer)).toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("Redis at db:1 is not a cluster"),
  });
});
