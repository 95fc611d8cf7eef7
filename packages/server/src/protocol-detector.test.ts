import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A process of its own, so that a server which hangs fails the test instead of hanging with it. */
const SERVER = `
  import { PortListener } from ${JSON.stringify(new URL("port-listener.ts", import.meta.url).href)};
  const listener = new PortListener(({ request, response }) => {
    request.resume();
    request.once("end", () => response.end("over HTTP/" + request.httpVersion));
  });
  console.log((await listener.listen(0, "127.0.0.1")).port);
`;

const METHODS = ["GET", "POST", "PUT", "PATCH", "PROPFIND"];

const OVER_HTTP2 = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  // SETTINGS, and HEADERS of GET http://a/ as stream 1.
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 6, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84, 0x41, 1, 0x61]),
]);

/** Requests, and what their answer holds. */
const REQUESTS: readonly (readonly [name: string, request: Buffer, answer: string])[] = [
  ["HTTP/2", OVER_HTTP2, "over HTTP/2.0"],
  ...METHODS.map((method) => {
    const head = `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`;
    return [`${method} of HTTP/1.1`, Buffer.from(head), "over HTTP/1.1"] as const;
  }),
];

let server: ChildProcess;
let port: number;

beforeAll(async () => {
  const args = ["--conditions=@millrace/source", "--input-type=module", "--eval", SERVER];
  server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(server.stdout ?? expect.unreachable(), "data")) as [Buffer];
  port = Number(String(line));
});

afterAll(() => {
  server.kill("SIGKILL");
});

async function open(): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Resolves once the server has had what other connections sent before, and serves. */
async function served(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(await response.text()).toBe("over HTTP/1.1");
}

async function hears(socket: Socket, words: string): Promise<void> {
  let heard = "";
  while (!heard.includes(words)) heard += String((await once(socket, "data"))[0]);
}

describe.each(REQUESTS)("a request of %s", (_, request, answer) => {
  const lengths = [...request.keys()];

  it("stops nobody, whatever part of it comes and goes", async () => {
    for (const end of ["open", "end", "destroy", "resetAndDestroy"] as const) {
      const sockets = await Promise.all(lengths.map(open));
      for (const [length, socket] of sockets.entries()) {
        socket.write(request.subarray(0, length));
        if (end !== "open") socket[end]();
      }
      await served();
      for (const socket of sockets) socket.destroy();
    }
    await served();
  });

  it("is answered in whichever two pieces it comes", async () => {
    const sockets = await Promise.all(lengths.slice(1).map(open));
    const answers = sockets.map((socket) => hears(socket, answer));
    for (const [cut, socket] of sockets.entries()) socket.write(request.subarray(0, cut + 1));
    await served();
    for (const [cut, socket] of sockets.entries()) socket.write(request.subarray(cut + 1));
    await Promise.all(answers);
    for (const socket of sockets) socket.destroy();
  });

  it("is answered when it comes byte by byte", async () => {
    const socket = await open();
    const answered = hears(socket, answer);
    for (const byte of request) {
      socket.write(Buffer.of(byte));
      await served();
    }
    await answered;
    socket.destroy();
  });
});

it("closes a connection that only seemed to begin as HTTP/2", async () => {
  const socket = await open();
  socket.resume();
  socket.write("PRIVATE / HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "close");
  await served();
});
