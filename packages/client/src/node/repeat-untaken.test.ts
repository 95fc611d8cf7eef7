import { constants, type ServerHttp2Stream } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { GetServerInfoResponseSchema, ServerService } from "@millrace/protocol";
import { afterEach, expect, test } from "vitest";
import { Connection } from "../connection.ts";
import { answerWith, RawServer } from "../test/raw-server.ts";

const INFO = toBinary(
  GetServerInfoResponseSchema,
  create(GetServerInfoResponseSchema, { version: "1.2.3" }),
);

let connection: Connection | undefined;

afterEach(() => connection?.close());

function connect(url: string) {
  const opened = new Connection({ url });
  connection = opened;
  const rpc = createClient(ServerService, opened.transport);
  return async () => (await rpc.getServerInfo({})).version;
}

const refuse = (stream: ServerHttp2Stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM);

test("a stream that the server refused is repeated until it is taken", async () => {
  await using server = await RawServer.start((stream, _, number) => {
    if (number < 3) refuse(stream);
    else answerWith(stream, INFO);
  });
  expect(await connect(server.url)()).toBe("1.2.3");
  expect(server.streams).toHaveLength(4);
});

test("a server that refuses on and on is unavailable", async () => {
  await using server = await RawServer.start(refuse);
  await expect(connect(server.url)()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("REFUSED_STREAM"),
  });
  expect(server.streams.length).toBeGreaterThan(3);
});

test.each([constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_ENHANCE_YOUR_CALM])(
  "streams beyond the last one of a GOAWAY with code %i are repeated on a new connection",
  async (code) => {
    await using server = await RawServer.start((stream, _, number) => {
      if (number === 0) answerWith(stream, INFO);
      // It has looked at the first stream only.
      else if (number === 1) stream.session?.goaway(code, 1);
      else answerWith(stream, INFO);
    });
    const ask = connect(server.url);
    await ask();
    expect(await ask()).toBe("1.2.3");
    expect(server.streams.map(({ session }) => session)).toEqual([0, 0, 1]);
  },
);

test("a call that the server may have begun is not repeated", async () => {
  await using server = await RawServer.start((stream) => stream.session?.destroy());
  await expect(connect(server.url)()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(server.streams).toHaveLength(1);
});

test("a reset with another code is not repeated", async () => {
  await using server = await RawServer.start((stream) =>
    stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  );
  await expect(connect(server.url)()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(server.streams).toHaveLength(1);
});

test("a call goes out although nobody listens yet", async () => {
  const server = await RawServer.start((stream) => answerWith(stream, INFO));
  const { port } = server;
  await server[Symbol.asyncDispose]();
  const answer = connect(`http://127.0.0.1:${port}`)();
  await using late = await RawServer.start((stream) => answerWith(stream, INFO), { port });
  expect(await answer).toBe("1.2.3");
  expect(late.streams).toHaveLength(1);
});

test("an abort ends the repeats", async () => {
  await using server = await RawServer.start(refuse);
  const call = connect(server.url)();
  connection?.close();
  await expect(call).rejects.toMatchObject({ message: "the client is closed" });
});
