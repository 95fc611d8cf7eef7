import { gzipSync } from "node:zlib";
import { Code, type ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { compressionGzip } from "@connectrpc/connect-node";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { checkedEnvelopes, checkedMessage } from "./request-body.ts";

const MESSAGE_BYTES = 1_000;

/** `bytes` in pieces that end at `cuts`. */
async function* inPieces(bytes: Uint8Array, cuts: readonly number[] = []) {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = Math.max(from, Math.min(cut, bytes.length));
  }
  yield bytes.subarray(from);
}

function options(checked: Uint8Array[] = [], compression = true) {
  return {
    messageBytes: MESSAGE_BYTES,
    compression: compression ? compressionGzip : undefined,
    check: (message: Uint8Array) => void checked.push(message),
  };
}

async function read(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failure(body: AsyncIterable<Uint8Array>): Promise<ConnectError> {
  return await read(body).then(
    () => {
      throw new Error("the body was taken");
    },
    (error: ConnectError) => error,
  );
}

describe("envelopes", () => {
  test("are each checked and handed on, in whatever pieces they come", async () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 });
    const cuts = fc.array(fc.nat(1_500), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(messages, cuts, fc.boolean(), async (sent, where, compressed) => {
        const body = Buffer.concat(
          sent.map((each) =>
            compressed ? encodeEnvelope(1, gzipSync(each)) : encodeEnvelope(0, each),
          ),
        );
        const checked: Uint8Array[] = [];
        const got = await read(checkedEnvelopes(inPieces(body, where), options(checked)));
        expect(got).toEqual(Buffer.concat(sent.map((each) => encodeEnvelope(0, each))));
        expect(checked.map((each) => Buffer.from(each))).toEqual(sent.map((e) => Buffer.from(e)));
      }),
      { numRuns: 200 },
    );
  });

  test("that are cut short are left to the protocol", async () => {
    for (const part of [1, 5, 7]) {
      const body = encodeEnvelope(0, new Uint8Array(9)).subarray(0, part);
      expect(await read(checkedEnvelopes(inPieces(body), options()))).toHaveLength(part);
    }
  });

  test("that announce too much are refused before it comes", async () => {
    async function* head() {
      yield Buffer.from([0, 0, 0, 0x10, 0]);
      throw new Error("more was read");
    }
    expect(await failure(checkedEnvelopes(head(), options()))).toMatchObject({
      code: Code.ResourceExhausted,
      rawMessage:
        "the message has 4096 bytes, over the limit of 1000 bytes; send less or raise the server's --message-bytes",
    });
  });

  test("compressed by nothing that was named are left to the protocol", async () => {
    const body = encodeEnvelope(1, new Uint8Array(3));
    expect(await read(checkedEnvelopes(inPieces(body), options([], false)))).toEqual(
      Buffer.from(body),
    );
  });
});

describe.each([
  ["a body", (bytes: Uint8Array) => checkedMessage(inPieces(bytes), 0, options())],
  [
    "an envelope",
    (bytes: Uint8Array) => checkedEnvelopes(inPieces(encodeEnvelope(1, bytes)), options()),
  ],
])("%s", (_, body) => {
  it("that grows beyond the limit is refused", async () => {
    const bomb = gzipSync(new Uint8Array(MESSAGE_BYTES * 50));
    expect(await failure(body(bomb))).toMatchObject({
      code: Code.ResourceExhausted,
      rawMessage: expect.stringContaining("--message-bytes"),
    });
  });

  it.each([
    ["noise", new Uint8Array(40).fill(7)],
    ["cut short", gzipSync(new Uint8Array(500)).subarray(0, 15)],
    ["of another making", gzipSync("x").fill(0, 2, 3)],
  ])("that is no gzip is the caller's fault: %s", async (_what, bytes) => {
    expect(await failure(body(bytes))).toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: "the request is not valid gzip",
    });
  });
});

test("a body without envelopes is refused by its announced length, or once it has more", async () => {
  async function* endless() {
    for (;;) yield new Uint8Array(300);
  }
  for (const announced of [0, 4_096]) {
    expect(await failure(checkedMessage(endless(), announced, options()))).toMatchObject({
      code: Code.ResourceExhausted,
    });
  }
});
