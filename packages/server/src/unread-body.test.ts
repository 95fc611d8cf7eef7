import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { NodeServerRequest, NodeServerResponse } from "./node-http.ts";
import { dropUnreadBody } from "./unread-body.ts";

const PATIENT_MS = 60_000;
const IMPATIENT_MS = 1;
// More than the kernel and Node hold of what nobody reads.
const BODY = Buffer.alloc(32 * 1024 * 1024);
const HEAD = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n`;

/** What a listener may have done to the request before it answers. */
const READERS: { readonly [name: string]: (request: NodeServerRequest) => Promise<void> } = {
  "was not read": async () => {},
  "flows already": async (request) => {
    request.resume();
  },
  "was read in part": async (request) => {
    for await (const _ of request.iterator({ destroyOnReturn: false })) break;
  },
  "is still waited for": async (request) => {
    const chunks = request.iterator({ destroyOnReturn: false });
    await chunks.next();
    // Fails when the request is cut off.
    chunks.next().catch(() => {});
  },
};

function answering(reader: (request: NodeServerRequest) => Promise<void>, patienceMs: number) {
  const listener: RequestListener = (request, response) => {
    const last = "stream" in response ? response.stream : response;
    last.once("finish", () => dropUnreadBody(request, patienceMs));
    if (request.method === "GET") response.end("next");
    else void reader(request).then(() => response.end("refused"));
  };
  return listener;
}

type RequestListener = (request: NodeServerRequest, response: NodeServerResponse) => void;

const opened: (Server | http2.ClientHttp2Session | Socket)[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) {
    if ("destroy" in one) one.destroy();
    else one.close();
  }
});

async function listen(server: Server): Promise<number> {
  opened.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** A connection to a server of HTTP/1.1, and a wait for what it says. */
async function overHttp1(listener: RequestListener) {
  const socket = connect(await listen(http.createServer(listener)), "127.0.0.1");
  opened.push(socket);
  let heard = "";
  socket.setEncoding("latin1").on("data", (data: string) => {
    heard += data;
  });
  const hears = async (words: string) => {
    while (!heard.includes(words)) await once(socket, "data");
  };
  return { socket, hears };
}

async function overHttp2(listener: RequestListener) {
  const session = http2.connect(`http://127.0.0.1:${await listen(http2.createServer(listener))}`);
  opened.push(session);
  return session;
}

describe.each(Object.entries(READERS))("a body that %s", (_, reader) => {
  it("makes room for the next request of HTTP/1.1", async () => {
    const { socket, hears } = await overHttp1(answering(reader, PATIENT_MS));
    socket.write(HEAD);
    socket.write(BODY.subarray(0, 1));
    await hears("refused");
    socket.write(BODY.subarray(1));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await hears("next");
  });

  it("lets the stream of HTTP/2 end", async () => {
    const session = await overHttp2(answering(reader, PATIENT_MS));
    const stream = session.request({ ":method": "POST" });
    stream.write(BODY.subarray(0, 1));
    expect(await text(stream)).toBe("refused");
    stream.end(BODY.subarray(1));
    await once(stream, "close");
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_NO_ERROR);
  });

  it("closes the connection of HTTP/1.1 when the rest does not come", async () => {
    const { socket, hears } = await overHttp1(answering(reader, IMPATIENT_MS));
    const closed = once(socket, "close");
    socket.write(HEAD);
    socket.write(BODY.subarray(0, 1));
    await hears("refused");
    await closed;
  });

  it("closes the stream of HTTP/2 alone when the rest does not come", async () => {
    const session = await overHttp2(answering(reader, IMPATIENT_MS));
    const stream = session.request({ ":method": "POST" });
    const closed = once(stream, "close");
    stream.write(BODY.subarray(0, 1));
    expect(await text(stream)).toBe("refused");
    await closed;
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_NO_ERROR);
    expect(await text(session.request({ ":path": "/" }))).toBe("next");
  });
});
