import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "./serve.ts";

const ENQUEUE = "/millrace.v1.JobService/Enqueue";
const GET_JOB = "/millrace.v1.JobService/GetJob";
const WATCH_JOB = "/millrace.v1.JobService/WatchJob";

// {type: "\xff\xfe"} in protobuf: not UTF-8.
const NOT_UTF8 = new Uint8Array([0x0a, 2, 0xff, 0xfe]);
// Field 1, whose length goes beyond the message.
const TRUNCATED = new Uint8Array([0x0a, 100, 0x61]);

let served: Served;

beforeAll(async () => {
  served = await serve();
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

/** POST over HTTP/1.1. */
async function post(path: string, contentType: string, body: Uint8Array | string) {
  const response = await fetch(served.url + path, {
    method: "POST",
    headers: contentType === "" ? {} : { "content-type": contentType },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** `message` in the envelope of gRPC, gRPC-Web and Connect's streams. */
function framed(message: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** One gRPC call in a frame over HTTP/2, and the status and message it ends with. */
async function grpc(path: string, message: Uint8Array, headers: http2.OutgoingHttpHeaders = {}) {
  const session = http2.connect(served.url);
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc+proto",
    te: "trailers",
    ...headers,
  });
  let ending: http2.IncomingHttpHeaders = {};
  stream.on("response", (head) => {
    ending = { ...ending, ...head };
  });
  stream.on("trailers", (trailers) => {
    ending = { ...ending, ...trailers };
  });
  stream.end(framed(message));
  await text(stream);
  session.close();
  return {
    status: ending[":status"],
    code: Number(ending["grpc-status"]),
    message: decodeURIComponent(String(ending["grpc-message"])),
  };
}

describe("malformed requests change nothing and are refused in the caller's protocol", () => {
  it.each([
    ["an unfinished object", "{", "invalid_argument", "JSON"],
    ["no object", "[]", "invalid_argument", "EnqueueRequest"],
    ["a number for a text", '{"type": 5}', "invalid_argument", "type"],
    ["half a priority", '{"type": "a", "priority": 1.5}', "invalid_argument", "priority"],
    [
      "a priority that overflows",
      '{"type": "a", "priority": 9e99}',
      "invalid_argument",
      "priority",
    ],
    ["a delay in words", '{"type": "a", "delay": "soon"}', "invalid_argument", "Duration"],
    ["a time in words", '{"type": "a", "runAt": "tomorrow"}', "invalid_argument", "Timestamp"],
    [
      "a time after year 9999",
      '{"type": "a", "runAt": "10000-01-01T00:00:00Z"}',
      "invalid_argument",
      "Timestamp",
    ],
    ["a field that does not exist", '{"type": "a", "deley": "1s"}', "invalid_argument", "deley"],
    [
      "an enum's value without its prefix",
      '{"type": "a", "delivery": "AT_MOST_ONCE"}',
      "invalid_argument",
      "Delivery",
    ],
    ["no base64", '{"type": "a", "payload": "*"}', "invalid_argument", "payload"],
    [
      "both ends of a oneof",
      '{"type": "a", "delay": "1s", "runAt": "2030-01-01T00:00:00Z"}',
      "invalid_argument",
      "due",
    ],
    [
      "a lone surrogate",
      '{"type": "a", "metadata": {"k": "\\ud800"}}',
      "invalid_argument",
      "metadata",
    ],
  ])("JSON: %s", async (_, body, code, named) => {
    const { status, text } = await post(ENQUEUE, "application/json", body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code, message: expect.stringContaining(named) });
    expect(await served.jobs()).toBe(0);
  });

  it.each([
    ["text that is not UTF-8", NOT_UTF8],
    ["a truncated message", TRUNCATED],
    ["noise", new Uint8Array([0xff, 0xff, 0xff, 0xff])],
  ])("protobuf: %s", async (_, body) => {
    const connected = await post(ENQUEUE, "application/proto", body);
    expect(connected.status).toBe(400);
    expect(JSON.parse(connected.text)).toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("not a valid protobuf message"),
    });
    const { status, code, message } = await grpc(ENQUEUE, body);
    expect({ status, code: Code[code] }).toEqual({ status: 200, code: "InvalidArgument" });
    expect(message).toContain("not a valid protobuf message");
    const web = await post(ENQUEUE, "application/grpc-web+proto", framed(body));
    expect(web.text).toMatch(/grpc-status: ?3\r\n/i);
    const stream = await post(WATCH_JOB, "application/connect+proto", framed(body));
    expect(JSON.parse(stream.text.slice(5))).toMatchObject({ error: { code: "invalid_argument" } });
    expect(await served.jobs()).toBe(0);
  });

  it("gRPC: half a frame", async () => {
    const session = http2.connect(served.url);
    const stream = session.request({
      ":method": "POST",
      ":path": ENQUEUE,
      "content-type": "application/grpc",
      te: "trailers",
    });
    const trailers = once(stream, "trailers");
    stream.end(Buffer.from([0, 0, 0, 0, 9, 1]));
    stream.resume();
    const [ending] = (await trailers) as [http2.IncomingHttpHeaders];
    expect(Code[Number(ending["grpc-status"])]).toBe("InvalidArgument");
    session.close();
  });

  it("an unknown compression is UNIMPLEMENTED, and names what there is", async () => {
    const { code, message } = await grpc(ENQUEUE, new Uint8Array(), { "grpc-encoding": "zip" });
    expect(Code[code]).toBe("Unimplemented");
    expect(message).toContain("gzip");
  });

  it.each(["soon", "-1S", "1h"])("a deadline of %s is refused", async (timeout) => {
    const { code, message } = await grpc(GET_JOB, new Uint8Array(), { "grpc-timeout": timeout });
    expect(Code[code]).toBe("InvalidArgument");
    expect(message).toContain("timeout");
  });

  it("a deadline that no timer reaches is none", async () => {
    const id = new TextEncoder().encode("0-0000000000000000");
    const request = new Uint8Array([0x0a, id.length, ...id]);
    const { code } = await grpc(GET_JOB, request, { "grpc-timeout": "99999999H" });
    expect(Code[code]).toBe("NotFound");
  });

  it.each(["text/plain", "application/xml", "application/x-www-form-urlencoded"])(
    "the content type %s is 415",
    async (contentType) => {
      expect((await post(ENQUEUE, contentType, "{}")).status).toBe(415);
    },
  );

  it("a GET of a method with effects is 405", async () => {
    const response = await fetch(`${served.url}${ENQUEUE}?encoding=json&message={}`);
    expect(response.status).toBe(405);
  });
});

describe("what is not there", () => {
  const UNKNOWN = ["/millrace.v1.JobService/Nope", "/millrace.v1.NopeService/Enqueue"];

  it.each(UNKNOWN)("%s is UNIMPLEMENTED in gRPC", async (path) => {
    const { status, code, message } = await grpc(path, new Uint8Array());
    expect({ status, code: Code[code] }).toEqual({ status: 200, code: "Unimplemented" });
    expect(message).toContain("Nope");
  });

  it.each(UNKNOWN)("%s is UNIMPLEMENTED in gRPC-Web", async (path) => {
    const { status, headers } = await post(path, "application/grpc-web+proto", "");
    expect(status).toBe(200);
    expect(Code[Number(headers.get("grpc-status"))]).toBe("Unimplemented");
  });

  it.each(UNKNOWN)("%s is UNIMPLEMENTED in Connect", async (path) => {
    for (const contentType of ["application/json", "application/proto"]) {
      const { status, text } = await post(path, contentType, "");
      expect(status).toBe(501);
      expect(JSON.parse(text)).toMatchObject({
        code: "unimplemented",
        message: expect.stringContaining("Nope"),
      });
    }
  });

  it.each(UNKNOWN)("%s is UNIMPLEMENTED in a stream of Connect", async (path) => {
    const { status, text } = await post(path, "application/connect+json", "");
    expect(status).toBe(200);
    expect(text.charCodeAt(0)).toBe(2);
    expect(JSON.parse(text.slice(5))).toMatchObject({ error: { code: "unimplemented" } });
  });

  it.each(["/favicon.ico", "/millrace.v1.JobService", "/a/b/c", "/__proto__", "/constructor"])(
    "%s is 404 with a line that helps",
    async (path) => {
      const response = await fetch(served.url + path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("/millrace.v1.JobService/GetJob");
    },
  );

  it("a path of an unknown service without a content type is 404 as well", async () => {
    expect((await post("/no.such.Service/Method", "", "")).status).toBe(404);
  });
});

describe("pages", () => {
  it.each([
    ["/", 200, "Millrace 0.0.0-test"],
    ["/healthz", 200, "ok"],
    ["/readyz", 200, "ok"],
  ])("GET %s", async (path, status, content) => {
    await expect.poll(async () => (await fetch(served.url + path)).status).toBe(status);
    expect(await (await fetch(`${served.url}${path}?x=1`)).text()).toContain(content);
    expect((await fetch(served.url + path, { method: "HEAD" })).status).toBe(status);
    const other = await fetch(served.url + path, { method: "POST" });
    expect(other.status).toBe(405);
    expect(other.headers.get("allow")).toBe("GET, HEAD");
  });

  it("are there over HTTP/2 too", async () => {
    const session = http2.connect(served.url);
    const stream = session.request({ ":path": "/healthz" });
    const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
    expect(headers[":status"]).toBe(200);
    expect(await text(stream)).toBe("ok\n");
    session.close();
  });
});

describe("connections that make no sense do no harm", () => {
  /** What the server answers to `bytes` on a connection of their own, until it closes it. */
  async function send(...chunks: string[]): Promise<string> {
    const socket = connect(served.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    for (const chunk of chunks) {
      await new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
    }
    return await text(socket);
  }

  it.each([
    ["noise", ["\x16\x03\x01\x00\xa5\x01"], "400"],
    ["a preface of HTTP/2 that goes wrong", ["PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"], ""],
    [
      "a request without a host",
      [`POST ${ENQUEUE} HTTP/1.0\r\nContent-Type: application/json\r\n\r\n`],
      "400",
    ],
    ["a path that is no URL", ["GET // HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"], "404"],
    [
      "a host that is none",
      [
        `POST ${ENQUEUE} HTTP/1.1\r\nHost: a b\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      ],
      "400",
    ],
    [
      "a request in crumbs",
      ["G", "E", "T /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
      "200",
    ],
    [
      "a method that begins like HTTP/2's preface",
      ["PR", "OPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
      "405",
    ],
  ])("%s", async (_, chunks, status) => {
    expect(await send(...chunks)).toContain(status);
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    expect(await served.jobs()).toBe(0);
  });

  it("a caller that leaves in the middle of its request", async () => {
    const socket = connect(served.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(`POST ${WATCH_JOB} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{`);
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
  });
});
