// A server for the RPC scenario, in a process of its own: `millrace` or `grpc-js`. It sends its port
// to the parent process.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { checkEnqueue, DEFAULT_LIMITS, MillraceError, newJob, newJobId } from "@millrace/core";
import {
  EnqueueRequestSchema,
  EnqueueResponseSchema,
  encodeJob,
  type WireEnqueueResponse,
} from "@millrace/protocol";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";

const start = process.argv[2] === "grpc-js" ? startGrpcJs : startMillrace;
process.send?.(await start());

async function startMillrace(): Promise<number> {
  const server = new MillraceServer(new MemoryStore(), { version: "bench" });
  return (await server.start(0, "127.0.0.1")).port;
}

/** Answers Enqueue with a response of the usual size, without a queue behind it. */
async function startGrpcJs(): Promise<number> {
  const spec = checkEnqueue({ type: "bench", payload: new Uint8Array(45) }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  const job = encodeJob(newJob(spec, newJobId(0), Date.now()));
  const response = create(EnqueueResponseSchema, { job, created: true });
  const implementation: UntypedServiceImplementation = {
    enqueue: (_call: unknown, callback: (error: null, response: WireEnqueueResponse) => void) =>
      callback(null, response),
  };
  const server = new Server();
  server.addService(
    {
      enqueue: {
        path: "/millrace.v1.JobService/Enqueue",
        requestStream: false,
        responseStream: false,
        requestDeserialize: (bytes: Buffer) => fromBinary(EnqueueRequestSchema, bytes),
        requestSerialize: () => Buffer.alloc(0),
        responseSerialize: (value: WireEnqueueResponse) =>
          Buffer.from(toBinary(EnqueueResponseSchema, value)),
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
