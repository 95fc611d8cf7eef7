import { create, toBinary } from "@bufbuild/protobuf";
import { BytesValueSchema } from "@bufbuild/protobuf/wkt";
import { RemoteJobSource } from "@millrace/client/worker";
import { type JobSource, keepAliveClock, sleep } from "@millrace/core";
import { EnqueueBatchRequestSchema, EnqueueRequestSchema } from "@millrace/protocol";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import { PAYLOAD } from "./load.ts";
import type { Setting } from "./redis-scenarios.ts";
import { CONNECT_TYPE, GRPC_TYPE, RpcCaller } from "./rpc-caller.ts";
import { ECHO_PATH, ENQUEUE_BATCH_PATH, ENQUEUE_PATH } from "./rpc-paths.ts";
import { RpcServerProcess } from "./rpc-server-process.ts";
import { median, percentile } from "./statistics.ts";

const IN_FLIGHT = 64;
const CALLS = 20_000;
const BATCH = 100;
const SETTLE_MS = 300;
const IDLE_CONNECTIONS = 1_000;
const TYPE = "bench";
/** How many jobs a remote worker runs at once, and so about how many come and go in a call. */
const CONCURRENCIES = [10, 100, 500];

const job = create(EnqueueRequestSchema, { type: TYPE, payload: PAYLOAD });
const ECHO = toBinary(BytesValueSchema, create(BytesValueSchema, { value: new Uint8Array(150) }));
const ENQUEUE = toBinary(EnqueueRequestSchema, job);
const ENQUEUE_BATCH = toBinary(
  EnqueueBatchRequestSchema,
  create(EnqueueBatchRequestSchema, { requests: Array.from({ length: BATCH }, () => job) }),
);

/** What a call of one kind came to. */
interface Measured {
  readonly callsPerSecond: number;
  /** Of the server's process. */
  readonly cpuMicros: number;
  readonly p99Ms: number;
}

interface Case {
  readonly server: readonly string[];
  readonly path: string;
  readonly message: Uint8Array;
  readonly contentType?: string;
  readonly calls?: number;
}

/**
 * Unary calls of a Millrace server beside a grpc-js server that echoes, and beside Connect's own handlers
 * in the same Millrace server. Each server is a process of its own; one client, in this process.
 */
export async function unaryCalls({ probe, load }: Setting): Promise<Figure[]> {
  const ownStore = ["millrace"];
  const batch = { path: ENQUEUE_BATCH_PATH, message: ENQUEUE_BATCH, calls: CALLS / 20 };
  const cases = {
    echo: { server: ownStore, path: ECHO_PATH, message: ECHO },
    peerEcho: { server: ["grpc-js"], path: ECHO_PATH, message: ECHO },
    enqueue: { server: ownStore, path: ENQUEUE_PATH, message: ENQUEUE },
    connect: { server: ownStore, path: ENQUEUE_PATH, message: ENQUEUE, contentType: CONNECT_TYPE },
    redis: { server: ["millrace", probe.url], path: ENQUEUE_PATH, message: ENQUEUE },
    batch: { server: ownStore, ...batch },
    connectBatch: { server: ownStore, ...batch, contentType: CONNECT_TYPE },
  } satisfies { [name: string]: Case };
  type Name = keyof typeof cases;
  const rounds = new Map<Name, Measured[]>();
  const idle = { lane: [] as number[], connect: [] as number[] };
  for (let round = 0; round < load.rounds; round++) {
    for (const name of Object.keys(cases) as Name[]) {
      await probe.clear();
      const measured = await measure(cases[name]);
      rounds.set(name, [...(rounds.get(name) ?? []), measured]);
    }
    idle.lane.push(await idleMemory(GRPC_TYPE));
    idle.connect.push(await idleMemory(CONNECT_TYPE));
  }
  const of = (name: Name, what: keyof Measured) =>
    median((rounds.get(name) ?? []).map((measured) => measured[what]));
  const note = `${IN_FLIGHT} calls in flight on one connection`;
  const ofConnect = { peerName: "Connect's handlers", note };
  return [
    {
      name: "Unary echo",
      unit: "calls/s",
      millrace: of("echo", "callsPerSecond"),
      peer: of("peerEcho", "callsPerSecond"),
      peerName: "grpc-js",
      bar: { kind: "at least", ratio: 1 },
      note,
    },
    {
      name: "Unary echo, the server's CPU",
      unit: "µs",
      millrace: of("echo", "cpuMicros"),
      peer: of("peerEcho", "cpuMicros"),
      peerName: "grpc-js",
      bar: { kind: "at most", ratio: 1 },
      note,
    },
    {
      name: "Enqueue, store in memory",
      unit: "calls/s",
      millrace: of("enqueue", "callsPerSecond"),
      peer: of("echo", "callsPerSecond"),
      peerName: "its own echo",
      bar: { kind: "at least", ratio: 0.7 },
      note,
    },
    {
      name: "Enqueue, store in Redis",
      unit: "calls/s",
      millrace: of("redis", "callsPerSecond"),
      peer: of("echo", "callsPerSecond"),
      peerName: "its own echo",
      bar: { kind: "at least", ratio: 0.6 },
      note,
    },
    {
      name: "Enqueue, the server's CPU",
      unit: "µs",
      millrace: of("enqueue", "cpuMicros"),
      peer: of("connect", "cpuMicros"),
      ...ofConnect,
    },
    {
      name: "Enqueue, p99",
      unit: "ms",
      millrace: of("enqueue", "p99Ms"),
      peer: of("connect", "p99Ms"),
      bar: { kind: "at most", ratio: 1 },
      ...ofConnect,
    },
    {
      name: `Enqueue in batches of ${BATCH}`,
      unit: "jobs/s",
      millrace: of("batch", "callsPerSecond") * BATCH,
      peer: of("connectBatch", "callsPerSecond") * BATCH,
      bar: { kind: "at least", ratio: 1.5 },
      ...ofConnect,
    },
    {
      name: "Memory of an idle connection",
      unit: "B",
      millrace: median(idle.lane),
      peer: median(idle.connect),
      bar: { kind: "at most", ratio: 1 },
      ...ofConnect,
    },
  ];
}

async function measure({ server, path, message, contentType, calls = CALLS }: Case) {
  await using process = await RpcServerProcess.start(server);
  const caller = new RpcCaller(process.port, contentType);
  const times: number[] = [];
  const call = async () => {
    const start = performance.now();
    await caller.call(path, message);
    times.push(performance.now() - start);
  };
  // Both processes compile what they run.
  await inFlight(calls / 2, IN_FLIGHT, call);
  times.length = 0;
  const before = await process.use();
  const start = performance.now();
  await inFlight(calls, IN_FLIGHT, call);
  const elapsedMs = performance.now() - start;
  const after = await process.use();
  caller.close();
  return {
    callsPerSecond: (calls * 1_000) / elapsedMs,
    cpuMicros: ((after.cpuMs - before.cpuMs) * 1_000) / calls,
    p99Ms: percentile(times, 0.99),
  };
}

/** What a connection takes of the server's memory that has made a call and waits. */
async function idleMemory(contentType: string): Promise<number> {
  await using process = await RpcServerProcess.start(["millrace"]);
  const open = async (count: number): Promise<RpcCaller[]> => {
    const callers = Array.from({ length: count }, () => new RpcCaller(process.port, contentType));
    await Promise.all(callers.map((caller) => caller.call(ECHO_PATH, ECHO)));
    // The server learns a little later than its clients that the last call is over.
    await sleep(keepAliveClock, SETTLE_MS);
    return callers;
  };
  const first = await open(IDLE_CONNECTIONS);
  const before = await process.use();
  const second = await open(IDLE_CONNECTIONS);
  const after = await process.use();
  for (const caller of [...first, ...second]) caller.close();
  return (after.heapBytes - before.heapBytes) / IDLE_CONNECTIONS;
}

/** No-op jobs of one worker: over a server, and directly on the same Redis. */
export async function remoteWorker({ probe, load }: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  await using process = await RpcServerProcess.start(["millrace", probe.url]);
  for (const concurrency of CONCURRENCIES) {
    const rates = { remote: [] as number[], direct: [] as number[] };
    for (let round = 0; round <= load.rounds; round++) {
      for (const kind of ["remote", "direct"] as const) {
        await probe.clear();
        const store = new RedisStore(probe.url);
        const source =
          kind === "direct"
            ? store
            : new RemoteJobSource({ url: `http://127.0.0.1:${process.port}` });
        await inFlight(load.jobs / 1_000, 4, () =>
          store.enqueue(Array.from({ length: 1_000 }, () => ({ type: TYPE, payload: PAYLOAD }))),
        );
        const rate = await workOff(source, load.jobs, concurrency);
        // In a first round the processes compile what they run.
        if (round > 0) rates[kind].push(rate);
        if (source !== store) await source.close();
        await store.close();
      }
    }
    figures.push({
      name: `Remote worker, no-op jobs, concurrency ${concurrency}`,
      unit: "jobs/s",
      millrace: median(rates.remote),
      peer: median(rates.direct),
      peerName: "the same on Redis",
      bar: { kind: "at least", ratio: 0.5 },
      note: "jobs enqueued before; the worker in the measuring process",
    });
  }
  return figures;
}

/** Jobs a second of one worker, for jobs that are there. */
async function workOff(source: JobSource, jobs: number, concurrency: number): Promise<number> {
  const { promise: drained, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const worker = new Worker(TYPE, () => {}, { source, concurrency, maintain: false });
  worker.on("completed", () => {
    if (++done === jobs) resolve();
  });
  const start = performance.now();
  await worker.start();
  await drained;
  const elapsedMs = performance.now() - start;
  await worker.stop();
  return (jobs * 1_000) / elapsedMs;
}
