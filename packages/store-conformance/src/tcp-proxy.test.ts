import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TcpProxy } from "./tcp-proxy.ts";

/** A server that answers what it hears with the same, and notes it. */
let server: Server;
let heard: string;
let ends: number;
let served: Set<Socket>;
let proxy: TcpProxy;
let clients: Client[];

/** What a client has heard, and how its connection has ended. */
interface Client {
  readonly socket: Socket;
  heard: string;
  error?: string | undefined;
  isClosed: boolean;
}

beforeEach(async () => {
  heard = "";
  ends = 0;
  served = new Set();
  clients = [];
  server = createServer((socket) => {
    served.add(socket);
    socket.on("data", (data) => {
      heard += data;
      socket.write(data);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      ends++;
      served.delete(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await TcpProxy.start(`http://127.0.0.1:${serverPort()}`);
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await proxy[Symbol.asyncDispose]();
  for (const socket of served) socket.destroy();
  server.close();
  await once(server, "close");
});

const serverPort = () => (server.address() as AddressInfo).port;

/** A client at the URL, or at the proxy. */
async function open(at: string = proxy.url): Promise<Client> {
  const socket = connect(Number(new URL(at).port), "127.0.0.1");
  const client: Client = { socket, heard: "", isClosed: false };
  clients.push(client);
  socket.on("data", (data) => {
    client.heard += data;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    client.error = error.code;
  });
  socket.on("close", () => {
    client.isClosed = true;
  });
  // A connection that is refused is closed at once.
  await expect.poll(() => socket.connecting).toBe(false);
  return client;
}

async function exchange(client: Client, text: string): Promise<void> {
  const before = client.heard;
  client.socket.write(text);
  await expect.poll(() => client.heard).toBe(before + text);
}

/** A round trip that does not go through the proxy, in which it could have passed on what it holds. */
async function roundTripBeside(): Promise<void> {
  const direct = await open(`http://127.0.0.1:${serverPort()}`);
  await exchange(direct, "direct ");
  await turn();
}

const closed = (client: Client) => expect.poll(() => client.isClosed).toBe(true);

test("the target's URL stays as it is, but for host and port", async () => {
  const target = `redis://user:secret@127.0.0.1:${serverPort()}/3?prefix=p`;
  await using other = await TcpProxy.start(target);
  expect(other.url).not.toBe(target);
  expect(other.url).toMatch(/^redis:\/\/user:secret@127\.0\.0\.1:\d+\/3\?prefix=p$/);
  expect(proxy.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("the normal mode passes on all that is said, and the end of it", async () => {
  const client = await open();
  await exchange(client, "a");
  client.socket.end();
  await closed(client);
  await expect.poll(() => ends).toBe(1);
  expect([heard, client.heard, client.error]).toEqual(["a", "a", undefined]);
});

test("a server that ends a connection is heard of", async () => {
  const client = await open();
  await exchange(client, "a");
  for (const socket of served) socket.end();
  await closed(client);
  expect(client.error).toBeUndefined();
});

test("a server that is not there resets the connection", async () => {
  server.close();
  await once(server, "close");
  const client = await open();
  await closed(client);
  expect(client.error).toBe("ECONNRESET");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

test("a cut resets both sides, and new connections are served", async () => {
  const client = await open();
  await exchange(client, "a");
  proxy.cut();
  await closed(client);
  expect(client.error).toBe("ECONNRESET");
  await expect.poll(() => ends).toBe(1);
  await exchange(await open(), "b");
});

test("of a half close the server hears, and the client does not", async () => {
  const client = await open();
  await exchange(client, "a");
  proxy.halfClose();
  await expect.poll(() => ends).toBe(1);
  client.socket.write("b");
  await roundTripBeside();
  expect([client.heard, client.isClosed]).toEqual(["a", false]);
  expect(heard).toBe("adirect ");
});

test("the slow mode delays, and keeps the order also when it ends", async () => {
  const DELAY_MS = 30;
  const client = await open();
  proxy.mode = { kind: "slow", delayMs: DELAY_MS };
  const begunAt = performance.now();
  client.socket.write("a");
  await expect.poll(() => heard).toBe("a");
  // A timer may fire up to a millisecond early.
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(DELAY_MS - 1);
  // Its answer is still on the way.
  proxy.mode = { kind: "normal" };
  client.socket.write("b");
  await expect.poll(() => client.heard).toBe("ab");
});

test("what is said while paused passes when that ends", async () => {
  const client = await open();
  proxy.mode = { kind: "paused" };
  const late = await open();
  client.socket.write("a");
  await roundTripBeside();
  expect(heard).toBe("direct ");
  proxy.mode = { kind: "normal" };
  await expect.poll(() => client.heard).toBe("a");
  await exchange(late, "b");
  expect(heard).toBe("direct ab");
});

test("what is said in the void is lost, also later on the same connections", async () => {
  const client = await open();
  await exchange(client, "a");
  proxy.mode = { kind: "blackhole" };
  const late = await open();
  await expect.poll(() => served.size).toBe(2);
  client.socket.write("b");
  proxy.mode = { kind: "normal" };
  client.socket.write("c");
  late.socket.write("d");
  await exchange(await open(), "e");
  await roundTripBeside();
  expect(heard).toBe("aedirect ");
  expect([client.isClosed, late.isClosed]).toEqual([false, false]);
});

test.each([0, 2])("after %i answers the mode becomes blackhole", async (after) => {
  const client = await open();
  const turned = proxy.turnVoid({ after });
  for (let i = 0; i < after; i++) await exchange(client, "a");
  client.socket.write("b");
  await turned;
  proxy.mode = { kind: "normal" };
  client.socket.write("c");
  await exchange(await open(), "d");
  await roundTripBeside();
  expect(heard).toBe(`${"a".repeat(after)}bddirect `);
  expect([client.heard, client.isClosed]).toEqual(["a".repeat(after), false]);
});

test("a proxy that refuses ends its connections, and listens again where it was", async () => {
  const { url } = proxy;
  const client = await open();
  await exchange(client, "a");
  await proxy.refuse();
  await closed(client);
  const refused = await open();
  await closed(refused);
  expect(refused.error).toBe("ECONNREFUSED");
  await proxy.listen();
  expect(proxy.url).toBe(url);
  await exchange(await open(), "b");
});

test.each([0, 2])("after %i answers, one is lost and the connection with it", async (after) => {
  const client = await open();
  proxy.loseNextAnswer({ after });
  for (let i = 0; i < after; i++) await exchange(client, "a");
  client.socket.write("b");
  await closed(client);
  expect(heard).toBe(`${"a".repeat(after)}b`);
  expect(client.heard).toBe("a".repeat(after));
  await exchange(await open(), "c");
});

test("answers can be lost by what they are", async () => {
  const client = await open();
  proxy.loseAnswers((answer) => answer.toString() === "a");
  client.socket.write("a");
  await expect.poll(() => heard).toBe("a");
  await exchange(client, "b");
});
