import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { DescMethodUnary } from "@bufbuild/protobuf";
import { DEFAULT_LIMITS, silentLogger } from "@millrace/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnectLane } from "./connect-lane.ts";
import { Cors } from "./cors.ts";
import { HostCheck } from "./host-check.ts";
import { createRoutes } from "./http-routes.ts";
import type { Lane } from "./lane.ts";
import { PortListener } from "./port-listener.ts";
import { createCannedRouter } from "./test/canned-router.ts";
import { generatedCalls, type SentCall } from "./test/generated-calls.ts";
import { createUnaryLane } from "./unary-lane.ts";
import { createUnknownLane } from "./unknown-lane.ts";

const MESSAGE_BYTES = 8_192;

const LANES = ["unary lane", "connect lane"] as const;
type LaneName = (typeof LANES)[number];

const listeners = new Map<LaneName, PortListener>();
const sessions = new Map<LaneName, http2.ClientHttp2Session>();
const ports = new Map<LaneName, number>();
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
/** How many calls the fast lane has left to the other one. */
let handedOver = 0;

let methods: DescMethodUnary[];

beforeAll(async () => {
  const router = await createCannedRouter(MESSAGE_BYTES);
  methods = router.plainMethods.map(({ desc }) => desc);
  const limits = { limits: DEFAULT_LIMITS, messageBytes: MESSAGE_BYTES };
  const connect = createConnectLane(router, limits, silentLogger);
  const counted: Lane = (...call) => {
    handedOver++;
    return connect(...call);
  };
  const lanes: Record<LaneName, Lane> = {
    "unary lane": createUnaryLane(router, limits, silentLogger, counted),
    "connect lane": connect,
  };
  for (const name of LANES) {
    const routes = createRoutes({
      hosts: new HostCheck(undefined),
      rpc: lanes[name],
      handlers: [],
      rest: () => false,
      unknown: createUnknownLane(router.handlers),
      cors: new Cors(["https://app.example.com"], silentLogger),
      logger: silentLogger,
    });
    const listener = new PortListener(routes);
    const { port } = await listener.listen(0, "127.0.0.1");
    listeners.set(name, listener);
    ports.set(name, port);
    sessions.set(name, http2.connect(`http://127.0.0.1:${port}`));
  }
});

afterAll(async () => {
  agent.destroy();
  for (const session of sessions.values()) session.destroy();
  for (const listener of listeners.values()) await listener.close(0);
});

/** An answer, as far as the protocols fix it. */
interface Answered {
  readonly status: number | string | undefined;
  /** Without those that say how the answer was sent. */
  readonly headers: { readonly [name: string]: unknown };
  readonly body: unknown;
}

async function send(lane: LaneName, sent: SentCall): Promise<Answered> {
  return sent.over === "HTTP/2" ? await overHttp2(lane, sent) : await overHttp1(lane, sent);
}

async function overHttp2(lane: LaneName, { method, path, headers, body }: SentCall) {
  const session = sessions.get(lane) as http2.ClientHttp2Session;
  const stream = session.request({ ":method": method, ":path": path, ...headers });
  stream.end(body);
  let trailers: http2.IncomingHttpHeaders = {};
  stream.on("trailers", (sent) => {
    trailers = sent;
  });
  const [head] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  const answered = await buffer(stream);
  return answeredBy(Number(head[":status"]), { ...head, ...trailers }, answered);
}

async function overHttp1(lane: LaneName, { method, path, headers, body }: SentCall) {
  const port = ports.get(lane);
  const request = http.request({ agent, host: "127.0.0.1", port, method, path, headers });
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const answered = await buffer(response);
  return answeredBy(response.statusCode, { ...response.headers, ...response.trailers }, answered);
}

const TRAILER = 0x80;
const HOW_IT_WAS_SENT = [
  ":status",
  "date",
  "content-length",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "trailer",
];

function answeredBy(
  status: number | undefined,
  all: { [name: string]: unknown },
  body: Buffer,
): Answered {
  const headers = { ...all };
  for (const name of HOW_IT_WAS_SENT) delete headers[name];
  const type = String(headers["content-type"]);
  if (type.startsWith("application/grpc")) {
    const encoding = String(headers["grpc-encoding"]);
    // An answer without a message is in no encoding, whether it says so or not.
    if (headers["grpc-status"] !== "0") delete headers["grpc-encoding"];
    return { status, headers, body: envelopesOf(body, encoding) };
  }
  const plain = decompress(body, String(headers["content-encoding"])).toString();
  // Whether a long error is compressed is a matter of taste.
  if (status !== 200) delete headers["content-encoding"];
  return { status, headers, body: plain };
}

function envelopesOf(body: Buffer, encoding: string): unknown[] {
  const envelopes: unknown[] = [];
  let rest = body;
  while (rest.length > 0) {
    const end = 5 + rest.readUInt32BE(1);
    const flags = rest[0] as number;
    const data = rest.subarray(5, end);
    const plain = flags & 1 ? decompress(data, encoding) : data;
    // As it is with long errors: the trailers of gRPC-Web may be compressed.
    envelopes.push([flags & TRAILER ? TRAILER : flags, plain.toString()]);
    rest = rest.subarray(end);
  }
  return envelopes;
}

function decompress(bytes: Buffer, encoding: string): Buffer {
  if (encoding === "gzip") return gunzipSync(bytes);
  return encoding === "br" ? brotliDecompressSync(bytes) : bytes;
}

async function expectSame(sent: readonly SentCall[]): Promise<Answered[]> {
  const [fast = [], connect = []] = await Promise.all(
    LANES.map((lane) => Promise.all(sent.map((one) => send(lane, one)))),
  );
  for (const [i, answer] of fast.entries())
    expect({ ...sent[i], answer }).toEqual({ ...sent[i], answer: connect[i] });
  return fast;
}

describe("the unary lane answers as Connect's own handlers do", () => {
  it("whatever is sent: 6,000 requests", async () => {
    const calls = generatedCalls(methods, MESSAGE_BYTES);
    const batches = fc.array(calls, { minLength: 30, maxLength: 30 });
    let served = 0;
    handedOver = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const answers = await expectSame(batch);
        served += answers.length;
      }),
      // A batch that differs says in what; to make it smaller would take longer than to read that.
      { numRuns: 200, endOnFailure: true },
    );
    expect(served).toBeGreaterThanOrEqual(6_000);
    // Or too little would have been compared.
    expect(served - handedOver).toBeGreaterThan(3_000);
    // Some ten seconds on an idle machine.
  }, 120_000);
});
