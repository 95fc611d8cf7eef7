import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, expect, it } from "vitest";
import { addressOf, listenOn } from "./listen-on.ts";

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

function makeServer(): Server {
  const server = createServer((socket) => socket.end());
  open.push(server);
  return server;
}

/** Resolves when a connection was made, and rejects when it was refused. */
async function reach(port: number, host: string): Promise<void> {
  const socket = connect(port, host);
  await once(socket, "connect");
  socket.destroy();
}

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((net) => net?.family === "IPv6" && net.internal);
const withIpv6 = it.skipIf(!hasIpv6);
const SKIPPED = "skipped where there is no IPv6 loopback";

withIpv6.each(["localhost", "*"])(`%s is reached by both families; ${SKIPPED}`, async (host) => {
  const [first] = await listenOn(makeServer, 0, host);
  const { port } = addressOf(first as Server);
  await Promise.all(["127.0.0.1", "::1", "localhost"].map((target) => reach(port, target)));
});

it("an address is that one alone", async () => {
  const servers = await listenOn(makeServer, 0, "127.0.0.1");
  expect(servers.map((server) => addressOf(server).address)).toEqual(["127.0.0.1"]);
});

withIpv6(`a port that is taken in one family is not served in the other; ${SKIPPED}`, async () => {
  const [taken] = await listenOn(makeServer, 0, "::1");
  const { port } = addressOf(taken as Server);
  await expect(listenOn(makeServer, port, "localhost")).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  await expect(reach(port, "127.0.0.1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});
