import { fork } from "node:child_process";
import { once } from "node:events";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";
import { EnqueueRequestSchema, EnqueueResponseSchema } from "@millrace/protocol";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";

const METHOD = "/millrace.v1.JobService/Enqueue";
const IN_FLIGHT = 64;

/**
 * Unary calls a second: Enqueue on a Millrace server with a store in memory, and the same request and
 * a response of the same size on a bare grpc-js server. Each server has its own process; the client
 * is grpc-js for both.
 */
export async function unaryRate({ load }: Setting): Promise<Figure> {
  const millrace: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < load.rounds; round++) {
    millrace.push(await measure("millrace"));
    peer.push(await measure("grpc-js"));
  }
  return {
    name: "Unary RPC (Enqueue, store in memory)",
    unit: "calls/s",
    millrace: median(millrace),
    peer: median(peer),
    peerName: "grpc-js",
    note: `${IN_FLIGHT} calls in flight on one connection; the peer only echoes a response of that size`,
  };
}

async function measure(server: "millrace" | "grpc-js"): Promise<number> {
  const child = fork(new URL("./rpc-server.ts", import.meta.url), [server], {
    execArgv: ["--conditions=@millrace/source"],
  });
  const [port] = (await once(child, "message")) as [number];
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const request = create(EnqueueRequestSchema, {
    type: "bench",
    payload: new Uint8Array(45).fill(0x61),
  });
  const call = () =>
    new Promise<void>((resolve, reject) => {
      client.makeUnaryRequest(
        METHOD,
        () => Buffer.from(toBinary(EnqueueRequestSchema, request)),
        (bytes) => fromBinary(EnqueueResponseSchema, bytes),
        request,
        (error) => (error ? reject(error) : resolve()),
      );
    });
  const CALLS = 20_000;
  await inFlight(CALLS / 4, IN_FLIGHT, call);
  const start = performance.now();
  await inFlight(CALLS, IN_FLIGHT, call);
  const elapsedMs = performance.now() - start;
  client.close();
  child.kill("SIGKILL");
  return (CALLS * 1_000) / elapsedMs;
}
