import { afterEach, expect, test } from "vitest";
import { PgSession } from "./pg-session.ts";
import { SessionSettings } from "./session-settings.ts";
import { url } from "./test/test-schema.ts";

let session: PgSession;
let preparations: number;

const open = (timeoutMs = 5_000) => {
  preparations = 0;
  session = new PgSession({
    connectionString: url,
    host: "db",
    purpose: "test",
    timeoutMs,
    settings: new SessionSettings(""),
    prepared: async () => {},
    prepareAgain: () => {
      preparations++;
    },
  });
};

afterEach(() => session.close());

test("a fault of this process is not told as an outage, and leaves the connection as it is", async () => {
  open();
  await session.run({ text: "SELECT 1" });
  const { processId } = session;
  const circular: unknown[] = [];
  circular.push({ circular });
  await expect(session.run({ text: "SELECT $1", values: [circular] })).rejects.toMatchObject({
    name: "MillraceError",
    code: "INTERNAL",
  });
  expect(await session.run({ text: "SELECT 1" })).toEqual([[1]]);
  expect(session.processId).toBe(processId);
});

test("a time-out that no timer can count is as good as none", async () => {
  open(2 ** 31);
  expect(await session.run({ text: "SELECT pg_sleep(0.01)" })).toHaveLength(1);
});

test("what the schema lacks is looked for once more", async () => {
  open();
  await expect(session.run({ text: "SELECT nowhere.nothing()" })).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/schema "nowhere" does not exist; .*run migrate\(url\)/),
  });
  expect(preparations).toBe(1);
});
