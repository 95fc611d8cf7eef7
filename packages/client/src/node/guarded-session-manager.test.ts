import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GuardedSessionManager } from "./guarded-session-manager.ts";

/** A server, and a proxy before it that can let it vanish without a word to its clients. */
const http = createServer((_, response) => response.end());
let sessions = 0;
http.on("session", () => sessions++);
let proxy: TcpProxy;

beforeEach(async () => {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  proxy = await TcpProxy.start(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  http.close();
  await once(http, "close");
});

test("takes more at a time over the connection than the 64 KiB of the protocol", async () => {
  const serving = once(http, "session") as Promise<[ServerHttp2Session]>;
  const manager = new GuardedSessionManager(proxy.url);
  (await manager.request("POST", "/", {}, {})).resume().end();
  const [session] = await serving;
  await expect.poll(() => session.state.remoteWindowSize).toBe(8 * 1024 * 1024);
  manager.abort();
});

test("an abort while a stream has no listeners yet ends neither process nor test", async () => {
  const manager = new GuardedSessionManager(proxy.url);
  const stream = await manager.request("POST", "/", {}, {});
  // Not by once(), which would listen for the error.
  const closed = new Promise<void>((resolve) => stream.once("close", resolve));
  manager.abort(new Error("the client is closed"));
  await closed;
  expect(stream.errored).toMatchObject({ message: "the client is closed" });
});

test("calls that are repeated at once when the peer has vanished reach the next one", async () => {
  const manager = new GuardedSessionManager(proxy.url, { pingIntervalMs: 10, pingTimeoutMs: 20 });
  const call = async () => {
    const stream = await manager.request("POST", "/", {}, {});
    stream.resume().end();
    const answered = once(stream, "response").then(() => "answered");
    const failed = once(stream, "close").then(() => "failed");
    return Promise.race([answered, failed]);
  };
  expect(await call()).toBe("answered");
  proxy.halfClose();
  let outcome = "failed";
  // Each call is made in the turn in which the one before has failed.
  while (outcome === "failed") outcome = await call().catch(() => "failed");
  expect(sessions).toBeGreaterThan(1);
  manager.abort();
});
