import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Code } from "@connectrpc/connect";
import { JobService } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLERS } from "./caller.ts";
import { type Served, serve } from "./serve.ts";

const ENQUEUE = "/millrace.v1.JobService/Enqueue";
const WATCH_JOB = "/millrace.v1.JobService/WatchJob";
const NO_METHOD = "/millrace.v1.JobService/Nope";

const OVER_LIMIT = 5 * 1024 * 1024;
// More than the kernel and Node hold of what nobody reads.
const REST = Buffer.alloc(32 * 1024 * 1024);
const LENGTH = OVER_LIMIT + REST.length;

/** So much of a message that is too large that it must be refused, in an envelope and without one. */
const BARE = Buffer.alloc(OVER_LIMIT);
const FRAMED = Buffer.alloc(OVER_LIMIT);
FRAMED.writeUInt32BE(LENGTH - 5, 1);

/** Requests that are answered before all of their body has come. */
const EARLY: [string, path: string, contentType: string, begin: Buffer][] = [
  ["gRPC", ENQUEUE, "application/grpc+proto", FRAMED],
  ["gRPC-Web", ENQUEUE, "application/grpc-web+proto", FRAMED],
  ["Connect", ENQUEUE, "application/proto", BARE],
  ["Connect in JSON", ENQUEUE, "application/json", BARE],
  ["a stream of Connect", WATCH_JOB, "application/connect+proto", FRAMED],
  ["a method that does not exist", NO_METHOD, "application/grpc+proto", FRAMED],
  ["a content type that is none of an RPC", ENQUEUE, "text/plain", BARE],
  ["a path that does not exist", "/nowhere", "text/plain", BARE],
  ["a page that is only to be read", "/healthz", "text/plain", BARE],
];

let served: Served;

beforeAll(async () => {
  served = await serve();
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

/** Bytes of a body that tells its length in the head, or in chunks. */
const BODIES = {
  "Content-Length": {
    head: `Content-Length: ${LENGTH}`,
    part: (bytes: Buffer) => [bytes],
    end: "",
  },
  chunks: {
    head: "Transfer-Encoding: chunked",
    part: (bytes: Buffer) => [`${bytes.length.toString(16)}\r\n`, bytes, "\r\n"],
    end: "0\r\n\r\n",
  },
};

describe.each(Object.entries(BODIES))("over HTTP/1.1 with %s", (_, { head, part, end }) => {
  it.each(EARLY)("the connection goes on after the refusal of %s", async (_, path, type, begin) => {
    const socket = connect(served.port, "127.0.0.1");
    let heard = "";
    socket.setEncoding("latin1").on("data", (data: string) => {
      heard += data;
    });
    const hears = async (words: string) => {
      while (!heard.includes(words)) await once(socket, "data");
    };
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${head}\r\n\r\n`,
    );
    for (const bytes of part(begin)) socket.write(bytes);
    await hears("HTTP/1.1 ");
    for (const bytes of part(REST)) socket.write(bytes);
    socket.write(`${end}GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await hears("Millrace 0.0.0-test");
    socket.destroy();
  });
});

it.each(EARLY)("over HTTP/2, the refusal of %s leaves no stream behind", async (...request) => {
  const [, path, contentType, begin] = request;
  const session = http2.connect(served.url);
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": contentType,
    te: "trailers",
  });
  stream.write(begin);
  await text(stream);
  stream.end(REST);
  await once(stream, "close");
  expect(stream.rstCode).toBe(http2.constants.NGHTTP2_NO_ERROR);
  session.close();
});

it.each(Object.entries(CALLERS))(
  "%s hears why its request is too large, and goes on",
  async (_, open) => {
    const caller = open(served.url);
    const large = { type: "a", payload: BARE };
    for (let calls = 0; calls < 3; calls++) {
      await expect(caller.unary(JobService.method.enqueue, large)).rejects.toMatchObject({
        code: Code.ResourceExhausted,
      });
      expect((await caller.unary(JobService.method.listJobs, {})).jobs).toEqual([]);
    }
    caller.close();
  },
);
