import { create, toBinary } from "@bufbuild/protobuf";
import { Code, createClient } from "@connectrpc/connect";
import { encodeEnvelope, type UniversalClientResponse } from "@connectrpc/connect/protocol";
import { JobService } from "@millrace/protocol/services";
import { expect, test } from "vitest";
import { connectTransport, type WholeRequest } from "./connect-transport.ts";
import * as protobuf from "./protobuf-codec.ts";

const END = encodeEnvelope(2, new TextEncoder().encode("{}"));
const { output } = JobService.method.watchJob;

function event(sequence: bigint): Uint8Array {
  return encodeEnvelope(0, toBinary(output, create(output, { event: { sequence } })));
}

async function* chunks(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

/** A client of a server that answers each call as `answer` says. */
function clientOf(answer: Partial<UniversalClientResponse>, seen: WholeRequest[] = []) {
  const send = async (request: WholeRequest) => {
    seen.push(request);
    const header = new Headers({ "content-type": "application/connect+proto" });
    return { status: 200, header, body: chunks(), trailer: new Headers(), ...answer };
  };
  const transport = connectTransport("http://localhost:1/", send, protobuf);
  return createClient(JobService, transport);
}

async function watch(...body: Uint8Array[]): Promise<bigint[]> {
  const sequences: bigint[] = [];
  for await (const { event } of clientOf({ body: chunks(...body) }).watchJob({ id: "a" })) {
    sequences.push(event?.sequence ?? 0n);
  }
  return sequences;
}

test("a stream is read to its end, wherever its bytes are cut into pieces", async () => {
  const all = [event(1n), event(2n), END].flatMap((part) => [...part]);
  expect(await watch(...all.map((byte) => Uint8Array.of(byte)))).toEqual([1n, 2n]);
  expect(await watch(Uint8Array.from(all))).toEqual([1n, 2n]);
});

test("a stream without the server's own end was cut off", async () => {
  await expect(watch(event(1n))).rejects.toMatchObject({ code: Code.Unavailable });
  await expect(watch(event(1n), END.subarray(0, 3))).rejects.toThrow(/incomplete/);
});

test("what comes after the end of a stream is refused", async () => {
  await expect(watch(END, event(1n))).rejects.toThrow(/after the end/);
});

test("a stream that ends with an error fails with it", async () => {
  const error = { error: { code: "not_found", message: "no such job" } };
  const end = encodeEnvelope(2, new TextEncoder().encode(JSON.stringify(error)));
  await expect(watch(event(1n), end)).rejects.toMatchObject({
    code: Code.NotFound,
    rawMessage: "no such job",
    isWireError: true,
  });
});

test("the body of a stream is read on after the server's end, so that nothing is reset", async () => {
  let wasRead = false;
  async function* body() {
    yield END;
    wasRead = true;
  }
  const stream = clientOf({ body: body() }).watchJob({ id: "a" });
  expect(await stream[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  expect(wasRead).toBe(true);
});

test("a call says who makes it, how long it may take, and that it is in binary", async () => {
  const seen: WholeRequest[] = [];
  const header = new Headers({ "content-type": "application/proto", "trailer-cost": "3" });
  const client = clientOf({ header }, seen);
  let trailer: Headers | undefined;
  const onTrailer = (received: Headers) => {
    trailer = received;
  };
  const options = { timeoutMs: 5_000, headers: { "x-team": "a" }, onTrailer };
  expect(await client.getJob({ id: "a" }, options)).toEqual({
    $typeName: "millrace.v1.GetJobResponse",
  });
  expect(trailer?.get("cost")).toBe("3");
  const [request] = seen;
  expect(request?.url).toBe("http://localhost:1/millrace.v1.JobService/GetJob");
  expect(Object.fromEntries(request?.header ?? [])).toMatchObject({
    "content-type": "application/proto",
    "connect-protocol-version": "1",
    "connect-timeout-ms": "5000",
    "x-team": "a",
  });
});

test("an answer that is no message fails", async () => {
  const header = new Headers({ "content-type": "application/proto" });
  const client = clientOf({ header, body: chunks(Uint8Array.of(255)) });
  await expect(client.getJob({ id: "a" })).rejects.toMatchObject({ code: Code.Internal });
});
