import { test } from "vitest";
import { Load } from "./load.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisProcess } from "./redis-process.ts";

/** What befalls Redis while producers and workers use it; it serves again at the end. */
const OUTAGES: [string, (redis: RedisProcess, load: Load) => Promise<void>][] = [
  [
    "is restarted",
    async (redis) => {
      await redis.end("SIGTERM");
      await redis.start();
    },
  ],
  [
    "is away for longer than a call waits",
    async (redis, load) => {
      await redis.end("SIGTERM");
      await load.outlast("call");
      await redis.start();
    },
  ],
  [
    "freezes for longer than a call waits",
    async (redis, load) => {
      redis.pause();
      await load.outlast("call");
      redis.resume();
    },
  ],
  [
    "freezes twice for longer than a lease lasts",
    async (redis, load) => {
      for (let i = 0; i < 2; i++) {
        redis.pause();
        await load.outlast("lease");
        redis.resume();
        await load.untilAllComplete();
      }
    },
  ],
  [
    "is killed",
    async (redis) => {
      await redis.end("SIGKILL");
      await redis.start();
    },
  ],
  [
    "is killed three times, the last time while it is frozen",
    async (redis, load) => {
      for (let i = 0; i < 3; i++) {
        if (i === 2) redis.pause();
        if (i === 2) await load.outlast("call");
        await redis.end("SIGKILL");
        await redis.start();
        await load.untilAllComplete();
      }
    },
  ],
];

test.for(OUTAGES)(
  "nothing is lost or settled twice when Redis %s under load",
  async ([, befall], context) => {
    if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
    await using redis = await RedisProcess.start(REDIS_BINARY);
    await using load = new Load(redis.url);
    await load.untilBusy();
    await befall(redis, load);
    await load.finish();
  },
);
