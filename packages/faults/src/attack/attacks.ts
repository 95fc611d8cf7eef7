import { once } from "node:events";
import http2 from "node:http2";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { headers, openRaw, resetCall } from "./raw-http2.ts";

/** How much of an attack there is. */
export interface Scale {
  /** Connections of a flood; ten times, or a hundred times as many where they cost less. */
  readonly connections: number;
  /** Calls of one connection. */
  readonly calls: number;
  /** For how long a flood goes on, in milliseconds. */
  readonly floodMs: number;
}

export interface Attack {
  readonly name: string;
  /** Goes on until it has done what it can; ends by what it sent, in words. */
  run(port: number, scale: Scale): Promise<string>;
}

const LIST_JOBS = "/millrace.v1.JobService/ListJobs";
const ENQUEUE = "/millrace.v1.JobService/Enqueue";
const EXTEND = "/millrace.v1.WorkerService/Extend";
const LEASE = "/millrace.v1.WorkerService/Lease";
const INFO = "/millrace.v1.ServerService/GetServerInfo";
const LARGE_BYTES = 3_900_000;
const RESETS_AT_ONCE = 100;

/** The type of the large jobs that `prepare` makes. */
const LARGE_TYPE = "large";

/** Makes what the attacks ask for: some jobs that fill an answer. */
export async function prepare(port: number): Promise<void> {
  const payload = Buffer.alloc(1_000_000).toString("base64");
  for (let jobs = 0; jobs < 4; jobs++) {
    const body = JSON.stringify({ type: LARGE_TYPE, payload });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body };
    const response = await fetch(`http://127.0.0.1:${port}${ENQUEUE}`, init);
    if (!response.ok) throw new Error(await response.text());
  }
}

export const ATTACKS: readonly Attack[] = [
  {
    name: "connections that begin with half a word of HTTP/2, and stay",
    async run(port, { connections }) {
      const sockets = await openSockets(port, 100 * connections);
      for (const [number, socket] of sockets.entries()) socket.write(number % 2 ? "P" : "PR");
      await settle(port);
      return end(sockets, `${sockets.length} connections, ${sockets.length * 1.5} bytes`);
    },
  },
  {
    name: "headers without end, over HTTP/1.1",
    async run(port, { connections }) {
      const sockets = await openSockets(port, 10 * connections);
      for (const socket of sockets) {
        socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
        socket.write("A: b\r\n".repeat(100_000));
      }
      await settle(port);
      return end(sockets, `${sockets.length} connections, 600 KB each`);
    },
  },
  {
    name: "calls that are reset at once, by clients that connect again",
    async run(port, { connections, floodMs }) {
      const until = performance.now() + floodMs;
      const head = headers(ENQUEUE);
      let resets = 0;
      const flood = async () => {
        while (performance.now() < until) {
          const socket = await openRaw(port).catch(() => undefined);
          if (socket === undefined) continue;
          const closed = new Promise((resolve) => socket.once("close", resolve));
          for (let stream = 1; !socket.destroyed && performance.now() < until; ) {
            const calls: Buffer[] = [];
            for (let call = 0; call < RESETS_AT_ONCE; call++, stream += 2) {
              calls.push(resetCall(stream, head));
            }
            resets += RESETS_AT_ONCE;
            const isTaken = socket.write(Buffer.concat(calls));
            if (!isTaken)
              await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
            else await new Promise(setImmediate);
          }
          socket.destroy();
        }
      };
      await Promise.all(Array.from({ length: connections }, flood));
      return `${connections} connections, ${resets} resets`;
    },
  },
  {
    name: "calls without end, many at once",
    async run(port, { connections, calls, floodMs }) {
      const until = performance.now() + floodMs;
      const sessions = Array.from({ length: connections }, () => open(port));
      let answers = 0;
      const flood = async (session: http2.ClientHttp2Session) => {
        while (performance.now() < until) {
          await text(call(session, INFO, "{}"));
          answers++;
        }
      };
      const floods = sessions.flatMap((one) => Array.from({ length: calls }, () => flood(one)));
      await Promise.allSettled(floods);
      for (const session of sessions) session.destroy();
      return `${connections} connections with ${calls} calls at once, ${answers} answers`;
    },
  },
  {
    name: "requests that are sent but for their end",
    async run(port, { calls }) {
      const session = open(port);
      const body = Buffer.alloc(LARGE_BYTES, " ");
      const streams = Array.from({ length: Math.ceil(calls / 3) }, () => {
        const stream = session.request({ ":method": "POST", ":path": ENQUEUE, ...JSON_TYPE });
        stream.on("error", () => {}).resume();
        return new Promise<void>((resolve) => {
          stream.once("close", resolve);
          stream.write(body, () => resolve());
        });
      });
      await Promise.all(streams);
      await settle(port);
      session.destroy();
      return `1 connection, ${streams.length} requests of 3.9 MB`;
    },
  },
  {
    name: "large answers over HTTP/2 that nobody reads",
    async run(port, { calls }) {
      const session = open(port, { initialWindowSize: 0 });
      const answers = Array.from({ length: Math.ceil(calls / 3) }, () => {
        const stream = call(session, LIST_JOBS, LARGE_PAGE, PROTO_TYPE);
        return Promise.race([once(stream, "response"), once(stream, "close")]);
      });
      // Those for which there is no room wait for it, until others are given up.
      await Promise.any(answers);
      await settle(port);
      session.destroy();
      return `1 connection, ${answers.length} calls for answers of 4 MB`;
    },
  },
  {
    name: "large answers over HTTP/1.1 that nobody reads",
    async run(port, { connections }) {
      const sockets = await openSockets(port, 10 * connections);
      for (const socket of sockets) {
        socket.pause();
        socket.write(
          `POST ${LIST_JOBS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/proto\r\nContent-Length: ${LARGE_PAGE.length}\r\n\r\n`,
        );
        socket.write(LARGE_PAGE);
      }
      await Promise.any(
        sockets.map((socket) => Promise.race([once(socket, "readable"), once(socket, "close")])),
      );
      await settle(port);
      return end(sockets, `${sockets.length} connections, a call for an answer of 4 MB each`);
    },
  },
  message("2 million empty items, compressed", EXTEND, () => Buffer.alloc(3_980_000, "\x0a\x00")),
  message("100,000 empty types", LEASE, () => Buffer.alloc(200_000, "\x0a\x00")),
  message("zeros, 64 MiB when unpacked", ENQUEUE, () => Buffer.alloc(64 * 1024 ** 2)),
];

const JSON_TYPE = { "content-type": "application/json" };
const PROTO_TYPE = { "content-type": "application/proto" };
/** ListJobs of `LARGE_TYPE`, a page of 1,000 whole jobs. */
const LARGE_PAGE = Buffer.concat([
  Buffer.from([0x0a, LARGE_TYPE.length]),
  Buffer.from(LARGE_TYPE),
  Buffer.from([0x30, 0xe8, 0x07]),
  Buffer.from([0x40, 0x02]),
]);

/** A compressed message of protobuf that costs its reader more than its sender. */
function message(what: string, path: string, make: () => Buffer): Attack {
  let packed: Buffer | undefined;
  return {
    name: `a message of ${what}`,
    async run(port) {
      packed ??= gzipSync(make());
      const session = open(port);
      const stream = session.request({
        ":method": "POST",
        ":path": path,
        "content-type": "application/proto",
        "content-encoding": "gzip",
      });
      stream.end(packed);
      const answer = await text(stream);
      session.destroy();
      return `${packed.length.toLocaleString("en")} bytes, answered with ${answer.length}`;
    },
  };
}

function open(port: number, settings: http2.Settings = {}): http2.ClientHttp2Session {
  const session = http2.connect(`http://127.0.0.1:${port}`, { settings });
  session.setMaxListeners(0);
  return session.on("error", () => {});
}

function call(
  session: http2.ClientHttp2Session,
  path: string,
  body: string | Uint8Array,
  type: http2.OutgoingHttpHeaders = JSON_TYPE,
) {
  const stream = session.request({ ":method": "POST", ":path": path, ...type });
  stream.on("error", () => {});
  return stream.end(body);
}

async function openSockets(port: number, count: number): Promise<Socket[]> {
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      return socket;
    }),
  );
}

/** Resolves once the server has had what was sent before. */
async function settle(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
  await response.text();
}

function end(sockets: readonly Socket[], what: string): string {
  for (const socket of sockets) socket.destroy();
  return what;
}
