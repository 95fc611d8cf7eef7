import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import { networkInterfaces } from "node:os";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { ServerService } from "@millrace/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { RawServer } from "./test/raw-server.ts";

let server: Http2Server | undefined;
const sessions = new Set<ServerHttp2Session>();
let connection: Connection | undefined;

afterEach(async () => {
  connection?.close();
  await stopServer();
});

async function startServer(answer: () => Promise<void> = async () => {}, port = 0) {
  const http = createServer(
    connectNodeAdapter({
      routes: (router) =>
        router.service(ServerService, {
          getServerInfo: async () => {
            await answer();
            return { version: "1.2.3" };
          },
        }),
    }),
  );
  http.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  server = http;
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function stopServer() {
  const http = server;
  server = undefined;
  if (http === undefined) return;
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => http.close(resolve));
}

function connect(port: number, options: { callTimeout?: number } = {}) {
  const opened = new Connection({ url: `http://127.0.0.1:${port}`, ...options });
  connection = opened;
  const rpc = createClient(ServerService, opened.transport);
  return async (signal?: AbortSignal) => {
    const info = await rpc.getServerInfo({}, signal && { signal });
    return info.version;
  };
}

test("concurrent calls share one HTTP/2 connection", async () => {
  const ask = connect(await startServer());
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(["1.2.3", "1.2.3", "1.2.3"]);
  expect(sessions.size).toBe(1);
});

test("a server that is not there is unavailable, and reached by itself once it is", async () => {
  const port = await startServer();
  const ask = connect(port);
  await ask();
  await stopServer();
  await expect(ask()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/ECONNREFUSED.*; check that it runs and that the URL is right$/),
  });
  await startServer(undefined, port);
  expect(await ask()).toBe("1.2.3");
});

test("a server without TLS is told from one that is not there", async () => {
  const port = await startServer();
  connection = new Connection({ url: `https://127.0.0.1:${port}` });
  const rpc = createClient(ServerService, connection.transport);
  await expect(rpc.getServerInfo({})).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(/:\d+:; what answers there does not speak TLS: use http: /),
  });
});

test("a call under way when the connection breaks is unavailable", async () => {
  const arrived = Promise.withResolvers<void>();
  const ask = connect(
    await startServer(() => {
      arrived.resolve();
      return new Promise<void>(() => {});
    }),
  );
  const call = ask();
  await arrived.promise;
  for (const session of sessions) session.destroy();
  await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("what the server says stays what it is", async () => {
  const ask = connect(
    await startServer(async () => {
      throw new ConnectError("stale", Code.Aborted);
    }),
  );
  await expect(ask()).rejects.toMatchObject({ code: "LEASE_LOST", message: "stale" });
});

test("a call without an answer is unavailable after the call timeout", async () => {
  const ask = connect(await startServer(() => new Promise<void>(() => {})), { callTimeout: 30 });
  await expect(ask()).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("a call timeout beyond the range of a timer is as good as none", async () => {
  const ask = connect(await startServer(), { callTimeout: 25 * 86_400_000 });
  expect(await ask()).toBe("1.2.3");
});

const [loopback] = Object.values(networkInterfaces())
  .flat()
  .filter((net) => net?.family === "IPv6" && net.internal);

test.skipIf(loopback === undefined)(
  "an IPv6 address is written in brackets to the server; skipped where there is no IPv6 loopback",
  async () => {
    await using server = await RawServer.start(
      (stream) => {
        stream.respond({ ":status": 404, "content-type": "application/json" });
        stream.end('{"code":"not_found"}');
      },
      { host: "::1" },
    );
    connection = new Connection({ url: `http://[::1]:${server.port}` });
    const rpc = createClient(ServerService, connection.transport);
    await expect(rpc.getServerInfo({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(server.streams[0]?.headers[":authority"]).toBe(`[::1]:${server.port}`);
  },
);

describe("close", () => {
  test("ends calls under way, refuses later ones, and drops the connection", async () => {
    const arrived = Promise.withResolvers<void>();
    const ask = connect(
      await startServer(() => {
        arrived.resolve();
        return new Promise<void>(() => {});
      }),
    );
    const call = ask();
    await arrived.promise;
    const gone = Promise.all(
      [...sessions].map((s) => new Promise((done) => s.once("close", done))),
    );
    connection?.close();
    connection?.close();
    const closed = { code: "UNAVAILABLE", message: "the client is closed" };
    await expect(call).rejects.toMatchObject(closed);
    await expect(ask()).rejects.toMatchObject(closed);
    await gone;
  });
});

test("an abort of the caller's signal ends the call", async () => {
  const arrived = Promise.withResolvers<void>();
  const ask = connect(
    await startServer(() => {
      arrived.resolve();
      return new Promise<void>(() => {});
    }),
  );
  const abort = new AbortController();
  const call = ask(abort.signal);
  await arrived.promise;
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("Node 22.0 will do, which has no URL.parse", () => {
  vi.spyOn(URL, "parse").mockImplementation(() => {
    throw new TypeError("URL.parse is not a function");
  });
  expect(new Connection({ url: "http://localhost:1" })).toBeInstanceOf(Connection);
  vi.restoreAllMocks();
});

test.each([
  [{ url: "http://a", calltimeout: "5s" }, "did you mean callTimeout?"],
  [{ url: "http://a", httpVersion: 2 }, "httpVersion must be one of 2, 1.1"],
  [{ url: "http://a", callTimeout: "5 s" }, "callTimeout must be milliseconds as a number"],
  [{}, "url must be the address of a server"],
  [{ transport: {}, url: "http://a" }, "url is the transport's"],
  [{ transport: {}, httpVersion: "2" }, "httpVersion is the transport's"],
  [undefined, "options must be an object"],
])("%j is refused", (options, message) => {
  expect(() => new Connection(options as ConnectionOptions)).toThrow(message);
});

test.each(["", "localhost:8080", "redis://localhost", "not a url"])(
  "%j is no address of a server",
  (url) => {
    expect(() => new Connection({ url })).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  },
);
