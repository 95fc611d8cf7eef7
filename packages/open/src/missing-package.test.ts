import { expect, test } from "vitest";
import { missingPackage, neederOf, whole } from "./missing-package.ts";

const NAME = "@millrace/store-redis";

test.each([
  "Cannot find package '@millrace/store-redis' imported from /app/node_modules/@millrace/open/dist/open-store.js",
  "Cannot find module '@millrace/store-redis'",
  "Cannot find module '@millrace/store-redis/part'",
])("a package that is not there is to be installed: %s", (message) => {
  const error = missingPackage(neederOf("rediss://user:s3cret@host"), NAME, new Error(message));
  expect(error).toMatchObject({ code: "FAILED_PRECONDITION" });
  // The message says everything, and a cause would be printed below it.
  expect(error.cause).toBeUndefined();
  expect(error.message).toBe(
    "a rediss:// URL needs @millrace/store-redis; run: npm install @millrace/store-redis",
  );
});

test("a package that is there without what it needs says so", () => {
  const cause = new Error(
    "Cannot find package 'ioredis' imported from /app/node_modules/@millrace/store-redis/dist/single-link.js",
  );
  const error = missingPackage(neederOf("redis://host"), NAME, cause);
  expect(error.message).toBe(
    `a redis:// URL needs @millrace/store-redis, which cannot be loaded (${cause.message}); run: npm install @millrace/store-redis, or put it into the bundle`,
  );
  expect(error.cause).toBe(cause);
});

test("an empty module in the place of a package is one that is not there", () => {
  const nameSpace = { RedisStore: class {} };
  expect(whole(nameSpace, "RedisStore", NAME)).toBe(nameSpace);
  for (const empty of [{}, { default: {} }, { RedisStore: undefined }] as object[]) {
    let thrown: unknown;
    try {
      whole(empty as typeof nameSpace, "RedisStore", NAME);
    } catch (error) {
      thrown = missingPackage(neederOf("redis://host"), NAME, error);
    }
    expect(thrown).toHaveProperty(
      "message",
      "a redis:// URL needs @millrace/store-redis; run: npm install @millrace/store-redis",
    );
  }
});
