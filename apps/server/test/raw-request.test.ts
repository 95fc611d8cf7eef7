import { once } from "node:events";
import http2 from "node:http2";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
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
function framed(message: Uint8Array, flags = 0): Uint8Array {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt8(flags, 0);
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
    ["no object", "[]", "invalid_argument", "an object"],
    ["a number for a text", '{"type": 5}', "invalid_argument", "type"],
    ["half a priority", '{"type": "a", "priority": 1.5}', "invalid_argument", "priority"],
    [
      "a priority that overflows",
      '{"type": "a", "priority": 9e99}',
      "invalid_argument",
      "priority",
    ],
    ["a delay in words", '{"type": "a", "delay": "soon"}', "invalid_argument", "seconds"],
    ["a time in words", '{"type": "a", "runAt": "tomorrow"}', "invalid_argument", "run_at"],
    [
      "a time after year 9999",
      '{"type": "a", "runAt": "10000-01-01T00:00:00Z"}',
      "invalid_argument",
      "run_at",
    ],
    ["a field that does not exist", '{"type": "a", "deley": "1s"}', "invalid_argument", "deley"],
    [
      "an enum's value without its prefix",
      '{"type": "a", "delivery": "AT_MOST_ONCE"}',
      "invalid_argument",
      "DELIVERY_AT_MOST_ONCE",
    ],
    ["no base64", '{"type": "a", "payload": "*"}', "invalid_argument", "payload"],
    [
      "both ends of a oneof",
      '{"type": "a", "delay": "1s", "runAt": "2030-01-01T00:00:00Z"}',
      "invalid_argument",
      "run_at excludes delay",
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
      const { status, text } = await post(ENQUEUE, contentType, "{}");
      expect(status).toBe(415);
      expect(text).toContain("Enqueue takes the content type application/json");
      expect(text).toContain(`curl -H 'content-type: application/json' -d '{...}' http`);
    },
  );

  it("a content type of calls without an answer of many messages is 415 for a stream", async () => {
    const { status, text } = await post(WATCH_JOB, "application/json", "{}");
    expect(status).toBe(415);
    expect(text).toContain("application/connect+json");
    expect(text).toContain(`npx @bufbuild/buf curl --protocol grpc --http2-prior-knowledge`);
  });

  it("a GET of a method with effects is 405", async () => {
    const response = await fetch(`${served.url}${ENQUEUE}?encoding=json&message={}`);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(await response.text()).toBe(
      `Enqueue is called by POST: curl -H 'content-type: application/json' -d '{...}' http://<this address>${ENQUEUE}\n`,
    );
  });

  it.each([
    [
      "/millrace.v1.JobService/enqueue",
      "millrace.v1.JobService has no method enqueue (did you mean Enqueue?); there are Enqueue, ",
    ],
    [
      "/millrace.v1.JobServices/Enqueue",
      "there is no service millrace.v1.JobServices (did you mean millrace.v1.JobService?); there are ",
    ],
    [
      `/a.${"b".repeat(8_000)}/Enqueue`,
      /^there is no service a\.b+; there are millrace\.v1\.JobService, /,
    ],
  ])("%.40s names what there is instead", async (path, message) => {
    const { status, text } = await post(path, "application/json", "{}");
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({
      code: "unimplemented",
      message:
        typeof message === "string"
          ? expect.stringContaining(message)
          : expect.stringMatching(message),
    });
  });

  it("both ways of a stream over HTTP/1.1 are 505", async () => {
    const path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    const { status, text } = await post(path, "application/grpc", "");
    expect(status).toBe(505);
    expect(text).toContain("HTTP/2");
  });

  it.each([
    ["base64 that is none", "encoding=json&base64=1&message=!!!!", "base64url"],
    ["base64 of no JSON", "encoding=json&base64=1&message=AAAA", "JSON"],
    ["percent signs that encode nothing", "encoding=json&message=%zz", "JSON"],
    ["an unknown version", "encoding=json&connect=v9&message={}", "v1"],
    ["a message of nothing", "encoding=json", "JSON"],
    ["a message cut short", "encoding=proto&base64=1&message=CmQ", "protobuf"],
    ["gzip that is none", "encoding=json&compression=gzip&message={}", "gzip"],
    ["an unknown field", "encoding=json&message={%22x%22:1}", "x is no field"],
  ])("a GET with %s is the caller's fault", async (_, query, named) => {
    const response = await fetch(`${served.url}${GET_JOB}?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining(named),
    });
  });

  it("a GET with a known message is answered, in each of its forms", async () => {
    const message = '{"id": "0-0000000000000000"}';
    const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
    for (const query of [
      `message=${encodeURIComponent(message)}`,
      `base64=1&message=${inBase64(Buffer.from(message))}`,
      `compression=gzip&base64=1&message=${inBase64(gzipSync(message))}&connect=v1`,
    ]) {
      const response = await fetch(`${served.url}${GET_JOB}?encoding=json&${query}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "not_found" });
    }
  });

  it("a GET in an unknown encoding is 415", async () => {
    const response = await fetch(`${served.url}${GET_JOB}?encoding=xml&message={}`);
    expect(response.status).toBe(415);
    expect(await response.text()).toContain("encoding=json");
  });

  it.each([
    ["application/json", "content-encoding"],
    ["application/proto", "content-encoding"],
    ["application/grpc-web+proto", "grpc-encoding"],
  ])(
    "%s: a few bytes that unpack to a million items are refused by their number",
    async (contentType, header) => {
      const items = contentType.endsWith("json")
        ? Buffer.from(`{"items":[${"{},".repeat(1_000_000)}{}]}`)
        : Buffer.alloc(2_000_000).fill(Buffer.from([18, 0]));
      const packed = gzipSync(items);
      const body = contentType.includes("grpc") ? framed(packed, 1) : packed;
      const response = await fetch(`${served.url}/millrace.v1.WorkerService/Extend`, {
        method: "POST",
        headers: {
          "content-type": contentType,
          [header]: "gzip",
          "grpc-accept-encoding": "identity",
        },
        body: new Uint8Array(body),
      });
      const answer = `${await response.text()} ${[...response.headers].join(" ")}`;
      expect(answer.replaceAll("%20", " ")).toMatch(
        /has more than \d+ values|must have at most 1000 items/,
      );
    },
  );

  it.each([
    ["application/json", `{"type":"a","metadata":${'{"k":'.repeat(10_000)}1${"}".repeat(10_000)}}`],
    ["application/json", `{"type":"a","metadata":${"[".repeat(10_000)}`],
    // Groups, an old form of messages within one another, which no field of ours has.
    ["application/proto", Buffer.concat([Buffer.alloc(10_000, 0x7b), Buffer.alloc(10_000, 0x7c)])],
    ["application/proto", Buffer.alloc(10_000, 0x7b)],
  ])("%s of depth 10,000 is refused", async (contentType, body) => {
    const { status, text } = await post(ENQUEUE, contentType, body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: "invalid_argument" });
    expect(await served.jobs()).toBe(0);
  });

  it("JSON that is not UTF-8 is refused, as such a protobuf message is", async () => {
    const noText = Buffer.from('{"type":"a","metadata":{"k":"\xff\xfe"}}', "latin1");
    const { status, text } = await post(ENQUEUE, "application/json", noText);
    expect(status).toBe(400);
    expect(JSON.parse(text).message).toContain("UTF-8");
    const { code } = await grpc(ENQUEUE, noText, { "content-type": "application/grpc+json" });
    expect(Code[code]).toBe("InvalidArgument");
    expect(await served.jobs()).toBe(0);
  });

  it("a message that is too large names its limit and how to raise it", async () => {
    const { status, text } = await post(ENQUEUE, "application/json", "x".repeat(4_194_305));
    expect(status).toBe(429);
    expect(JSON.parse(text).message).toBe(
      "the message has 4194305 bytes, over the limit of 4194304 bytes; send less or raise the server's --message-bytes",
    );
  });

  it.each(["::1:8080", "[::1]:8080", "a_b", "%zz"])(
    "whatever the server is called by: %s",
    async (authority) => {
      const request = new Uint8Array([0x0a, 1, 0x78]);
      const { code } = await grpc(GET_JOB, request, { ":authority": authority });
      expect(Code[code]).toBe("InvalidArgument");
    },
  );
});

describe("what is not there", () => {
  const UNKNOWN = ["/millrace.v1.JobService/Nope", "/millrace.v1.NopeService/Enqueue"];

  it.each(UNKNOWN)("%s is 404 without a protocol, in the same words", async (path) => {
    const unary = await post(path, "application/json", "{}");
    expect(await post(path, "", "")).toMatchObject({ status: 404, text: unary.text });
    const { message } = await grpc(path, new Uint8Array());
    expect(message).toBe(JSON.parse(unary.text).message);
  });

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
      expect(status).toBe(404);
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
    expect(other.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
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
    [
      "a path that is no URL",
      ["GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"],
      "404",
    ],
    [
      "a host that is none",
      [
        `POST ${ENQUEUE} HTTP/1.1\r\nHost: a b\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      ],
      "403",
    ],
    [
      "a request in crumbs",
      ["G", "E", "T /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"],
      "200",
    ],
    [
      "a method that begins like HTTP/2's preface",
      ["PR", "OPFIND / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"],
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
    socket.write(`POST ${WATCH_JOB} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{`);
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
  });
});
