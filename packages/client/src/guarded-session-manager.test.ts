import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GuardedSessionManager } from "./guarded-session-manager.ts";

/** A server, and a proxy before it that can let it vanish without a word to its clients. */
const http = createHttp2Server((_, response) => response.end());
let proxy: Server;
const towardsServer: Socket[] = [];
const towardsClient: Socket[] = [];

async function listen(server: Server | typeof http): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  const port = await listen(http);
  proxy = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.on("data", (data) => far.writable && far.write(data));
    far.on("data", (data) => near.write(data));
    near.on("error", () => {});
    towardsClient.push(near);
    towardsServer.push(far);
  });
});

afterEach(async () => {
  for (const socket of [...towardsClient.splice(0), ...towardsServer.splice(0)]) socket.destroy();
  proxy.close();
  http.close();
  await once(http, "close");
});

test("calls that are repeated at once when the peer has vanished reach the next one", async () => {
  const url = `http://127.0.0.1:${await listen(proxy)}`;
  const manager = new GuardedSessionManager(url, { pingIntervalMs: 10, pingTimeoutMs: 20 });
  const call = async () => {
    const stream = await manager.request("POST", "/", {}, {});
    stream.resume().end();
    const answered = once(stream, "response").then(() => "answered");
    const failed = once(stream, "close").then(() => "failed");
    return Promise.race([answered, failed]);
  };
  expect(await call()).toBe("answered");
  for (const socket of towardsServer) socket.destroy();
  let outcome = "failed";
  // Each call is made in the turn in which the one before has failed.
  while (outcome === "failed") outcome = await call().catch(() => "failed");
  expect(towardsServer.length).toBeGreaterThan(1);
  manager.abort();
});
