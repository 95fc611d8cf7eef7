import http2 from "node:http2";
import { buffer } from "node:stream/consumers";
import { Code } from "@connectrpc/connect";
import { codeFromString } from "@connectrpc/connect/protocol-connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "./serve.ts";

let served: Served;
let session: http2.ClientHttp2Session;
let id: string;

beforeAll(async () => {
  served = await serve();
  const [result] = await served.store.enqueue([{ type: "waits" }]);
  if (result === undefined || "error" in result) throw new Error("the job was refused");
  id = result.job.id;
  session = http2.connect(served.url);
});

afterAll(async () => {
  session.close();
  await served[Symbol.asyncDispose]();
});

/** The code that ends a stream of 100 ms; `message` undefined is one that the client never sends. */
async function ending(path: string, contentType: string, message: object | undefined) {
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": contentType,
    te: "trailers",
    ...(contentType.includes("grpc") ? { "grpc-timeout": "100m" } : { "connect-timeout-ms": 100 }),
  });
  let status: unknown;
  for (const event of ["response", "trailers"] as const) {
    stream.on(event, (headers: http2.IncomingHttpHeaders) => {
      status = headers["grpc-status"] ?? status;
    });
  }
  if (message !== undefined) {
    const text = JSON.stringify(message);
    const frame = Buffer.from(`-----${text}`);
    frame.writeUInt8(0, 0);
    frame.writeUInt32BE(text.length, 1);
    stream.end(frame);
  }
  const body = (await buffer(stream)).toString("latin1");
  stream.close();
  status ??= /grpc-status: ?(\d+)/i.exec(body)?.[1];
  if (status !== undefined) return Number(status);
  return codeFromString(/"code":"(\w+)"/.exec(body)?.[1] ?? "");
}

describe.each(["application/grpc+json", "application/grpc-web+json", "application/connect+json"])(
  "a deadline that passes ends a stream with DEADLINE_EXCEEDED, over %s",
  (contentType) => {
    it.each([
      ["millrace.v1.JobService/WatchJob", () => ({ id })],
      ["grpc.health.v1.Health/Watch", () => ({})],
      ["grpc.reflection.v1.ServerReflection/ServerReflectionInfo", () => undefined],
      ["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", () => undefined],
    ])("%s", async (method, message) => {
      expect(await ending(`/${method}`, contentType, message())).toBe(Code.DeadlineExceeded);
    });

    it("but one that was over before ended well", async () => {
      const [result] = await served.store.enqueue([{ type: "over" }]);
      if (result === undefined || "error" in result) throw new Error("the job was refused");
      await served.store.cancel(result.job.id);
      const path = "/millrace.v1.JobService/WatchJob";
      const code = await ending(path, contentType, { id: result.job.id });
      expect(code ?? 0).toBe(0);
    });
  },
);
