import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRedisUrl } from "@millrace/store-url";
import { expect, test } from "vitest";
import { requireUsable, settingsWarnings } from "./redis-check.ts";

const alone = parseRedisUrl("redis://localhost");
const info = (...lines: string[]) => ["# Server", ...lines, ""].join("\r\n");

test.each([
  ["an old version", info("redis_version:6.0.16"), /version 6\.0\.16, but at least 6\.2/],
  ["an ancient one", info("redis_version:5.0.7"), /upgrade it/],
  ["a node of a cluster", info("redis_version:7.0.15", "cluster_enabled:1"), /cluster:\/\//],
  [
    "a replica",
    info("redis_version:7.0.15", "role:slave", "master_host:main", "master_port:6380"),
    /its master, main:6380/,
  ],
])("%s cannot be used, and the error says what to do", (_, text, message) => {
  expect(() => requireUsable(text, alone)).toThrow(
    expect.objectContaining({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(message),
    }),
  );
});

test.each(["6.2.0", "6.2.14", "7.0.15", "10.0.0"])("version %s will do", (version) => {
  expect(() => requireUsable(info(`redis_version:${version}`, "role:master"), alone)).not.toThrow();
});

test("a Redis that says nothing of itself is tried", () => {
  expect(() => requireUsable("", alone)).not.toThrow();
});

test.each([
  [{ appendonly: "yes", save: "", "maxmemory-policy": "noeviction" }, []],
  [{ appendonly: "no", save: "" }, [expect.stringContaining("nothing on disk")]],
  [{ appendonly: "no", save: "3600 1" }, [expect.stringContaining("save 3600 1")]],
  [{ "maxmemory-policy": "allkeys-lru" }, [expect.stringContaining("allkeys-lru")]],
  [{}, []],
])("%o is warned of as it deserves", (settings, warnings) => {
  expect(settingsWarnings(settings)).toEqual(warnings);
});

test("what the page on deployment sets is warned of by nobody", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/deployment.md"), "utf8");
  const [, block = ""] = /^# redis\.conf\n(.*?)^```$/ms.exec(page) ?? [];
  const lines = block.trim().split("\n");
  const settings = Object.fromEntries(lines.map((line) => line.split(" ")));
  expect(settings).toMatchObject({ appendonly: "yes", "maxmemory-policy": "noeviction" });
  expect(settingsWarnings(settings)).toEqual([]);
});
