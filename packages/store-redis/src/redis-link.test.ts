import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { outliveErrors } from "./redis-link.ts";

test("a second error of one socket ends nothing", async () => {
  const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const redis = new Redis(port, "127.0.0.1", { retryStrategy: null, enableReadyCheck: false });
  const told: unknown[] = [];
  redis.on("error", (error) => told.push(error));
  outliveErrors(redis);
  try {
    await once(redis, "connect");
    const { stream } = redis;
    const [first, second] = [new Error("the first"), new Error("the second")];
    stream.emit("error", first);
    stream.emit("error", second);
    expect(told).toEqual([first]);
  } finally {
    redis.disconnect();
    server.close();
  }
});
