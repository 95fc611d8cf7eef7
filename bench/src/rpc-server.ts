// A server for the RPC scenarios, in a process of its own: `millrace [store URL]` or `grpc-js`. It sends
// its port to the parent process, and what it has used whenever it is asked.
import {
  create,
  createFileRegistry,
  type DescMethodUnary,
  type DescService,
  fromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import {
  BytesValueSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_wrappers,
} from "@bufbuild/protobuf/wkt";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { RedisStore } from "@millrace/store-redis";
import { ECHO_PATH } from "./rpc-paths.ts";
import type { RpcServerUse } from "./rpc-server-process.ts";

const [kind, url] = process.argv.slice(2);
process.on("message", () => {
  globalThis.gc?.();
  // What ends in the first collection lets go of more only in the turn after it.
  setImmediate(() => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed, external } = process.memoryUsage();
    const use: RpcServerUse = { cpuMs: (user + system) / 1_000, heapBytes: heapUsed + external };
    process.send?.(use);
  });
});
process.send?.(kind === "grpc-js" ? await startGrpcJs() : await startMillrace());

async function startMillrace(): Promise<number> {
  const store: Store = url === undefined ? new MemoryStore() : new RedisStore(url);
  await store.ready();
  const server = new MillraceServer(store, {
    version: "bench",
    services: (router) => router.rpc(echoMethod(), (request) => request),
  });
  return (await server.start(0, "127.0.0.1")).port;
}

function startGrpcJs(): Promise<number> {
  const implementation: UntypedServiceImplementation = {
    echo: (call: { request: unknown }, callback: (error: null, response: unknown) => void) =>
      callback(null, call.request),
  };
  const server = new Server();
  server.addService(
    {
      echo: {
        path: ECHO_PATH,
        requestStream: false,
        responseStream: false,
        requestDeserialize: (bytes: Buffer) => fromBinary(BytesValueSchema, bytes),
        requestSerialize: () => Buffer.alloc(0),
        responseSerialize: (value) => Buffer.from(toBinary(BytesValueSchema, value)),
        responseDeserialize: (bytes: Buffer) => bytes,
      },
    },
    implementation,
  );
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

function echoMethod(): DescMethodUnary<typeof BytesValueSchema, typeof BytesValueSchema> {
  const type = `.${BytesValueSchema.typeName}`;
  const file = create(FileDescriptorProtoSchema, {
    name: "bench/echo.proto",
    package: "bench",
    syntax: "proto3",
    dependency: [file_google_protobuf_wrappers.proto.name],
    service: [
      { name: "EchoService", method: [{ name: "Echo", inputType: type, outputType: type }] },
    ],
  });
  const registry = createFileRegistry(file, () => file_google_protobuf_wrappers.proto);
  const service = registry.getService("bench.EchoService") as DescService;
  return service.method["echo"] as ReturnType<typeof echoMethod>;
}
