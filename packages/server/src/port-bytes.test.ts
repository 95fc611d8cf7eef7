import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

/** A process of its own, so that a server which hangs fails the test instead of hanging with it. */
const SERVER = `
  import { PortListener } from ${JSON.stringify(new URL("port-listener.ts", import.meta.url).href)};
  const listener = new PortListener((exchange) => {
    void (async () => {
      for await (const chunk of exchange.requestBody());
      exchange.response.end("served");
    })().catch(() => {});
  });
  console.log((await listener.listen(0, "127.0.0.1")).port);
`;

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

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.set([type, flags], 3);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const bytes = fc.uint8Array({ maxLength: 60 });
const frames = fc.array(
  fc.oneof(
    // HEADERS of POST http://a/.
    fc.nat({ max: 20 }).map((n) => frame(1, 4, 2 * n + 1, Buffer.from("838684410161", "hex"))),
    fc.tuple(fc.nat({ max: 20 }), bytes).map(([n, data]) => frame(0, n % 2, 2 * n + 1, data)),
    // gRPC: an envelope that tells a length, true or not.
    fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 2 ** 32 - 1 }), bytes).map(([n, length, data]) => {
      const head = Buffer.alloc(5);
      head.writeUInt32BE(length, 1);
      return frame(0, 0, 2 * n + 1, Buffer.concat([head, data]));
    }),
    fc
      .tuple(fc.nat({ max: 12 }), fc.nat({ max: 255 }), fc.nat({ max: 9 }), bytes)
      .map((parts) => frame(...parts)),
  ),
  { maxLength: 20 },
);

const word = fc.string({ maxLength: 8 });

/** What a client may send: something of each protocol, well-formed or not. */
const stream: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .tuple(fc.constantFrom("GET", "POST", "PUT", "PATCH", "PRI", "P", "PR"), word, word, bytes)
    .map(([method, path, header, body]) =>
      Buffer.concat([
        Buffer.from(`${method} /${path} HTTP/1.1\r\nHost: a\r\n${header}: b\r\n`),
        Buffer.from(`Content-Length: ${body.length}\r\n\r\n`),
        body,
      ]),
    ),
  fc
    .array(bytes, { maxLength: 4 })
    .map((chunks) =>
      Buffer.concat([
        Buffer.from("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk]),
      ]),
    ),
  frames.map((all) =>
    Buffer.concat([
      Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      frame(4, 0, 0, new Uint8Array()),
      ...all,
    ]),
  ),
  // The hello of TLS.
  bytes.map((hello) => Buffer.concat([Buffer.from("160301020001000001fc0303", "hex"), hello])),
  bytes.map((rubbish) => Buffer.from(rubbish)),
);

const client = fc.record({
  sent: stream,
  cuts: fc.array(fc.nat({ max: 400 }), { maxLength: 4 }),
  ending: fc.constantFrom("open", "end", "destroy", "resetAndDestroy" as const),
});

async function open(): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => {}).resume();
  await once(socket, "connect");
  return socket;
}

/** Resolves once the server has had what others sent before, and serves. */
async function served(): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(await response.text()).toBe("served");
}

it("serves others, whatever comes in whatever pieces and however it ends", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(client, { minLength: 1, maxLength: 20 }), async (clients) => {
      const sockets = await Promise.all(clients.map(open));
      const pieces = clients.map(({ sent, cuts }) => {
        const ends = [...new Set([...cuts.map((cut) => cut % (sent.length + 1)), sent.length])];
        const sorted = ends.sort((a, b) => a - b);
        return sorted.map((to, at) => sent.subarray(sorted[at - 1] ?? 0, to));
      });
      // All of them at once, and a good client between any two pieces.
      for (let round = 0; pieces.some((rest) => round < rest.length); round++) {
        for (const [number, socket] of sockets.entries()) {
          const piece = pieces[number]?.[round];
          if (piece !== undefined && !socket.destroyed) socket.write(piece);
        }
        await served();
      }
      for (const [number, { ending }] of clients.entries()) {
        if (ending !== "open") sockets[number]?.[ending as "end" | "destroy"]();
      }
      await served();
      for (const socket of sockets) socket.destroy();
    }),
    { numRuns: 200 },
  );
});
