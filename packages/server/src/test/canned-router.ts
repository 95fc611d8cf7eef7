import {
  create,
  createFileRegistry,
  type DescMethodUnary,
  type DescService,
} from "@bufbuild/protobuf";
import {
  DurationSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_wrappers,
  type StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { ConnectError, type HandlerContext } from "@connectrpc/connect";
import {
  DEFAULT_LIMITS,
  type ErrorCode,
  type Job,
  MillraceError,
  type Store,
  silentLogger,
  systemClock,
} from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { HealthState } from "../health-state.ts";
import { createRpcRouter, type RpcRouter } from "../rpc-router.ts";

/** All services over a store that gives the same answer to the same question, and an echo. */
export async function createCannedRouter(messageBytes: number): Promise<RpcRouter> {
  const memory = new MemoryStore({ clock: { ...systemClock, now: () => 1_700_000_000_000 } });
  const [first] = await memory.enqueue([{ type: "email", payload: Buffer.alloc(2_000, "a") }]);
  if (first === undefined || "error" in first) throw new Error("no job to answer with");
  return createRpcRouter({
    storeOf: () => cannedStore(memory, first.job),
    limits: DEFAULT_LIMITS,
    messageBytes,
    draining: new AbortController().signal,
    clock: systemClock,
    storeTimeoutMs: 60_000,
    logger: silentLogger,
    version: "0.0.0-test",
    health: new HealthState(),
    listener: {},
    interceptors: [],
    services: (services) => services.rpc(echoMethod(), serveEcho),
  });
}

/** A store that changes nothing. */
function cannedStore(memory: MemoryStore, job: Job): Store {
  const answers: { readonly [name: string]: (...args: never[]) => unknown } = {
    enqueue: (jobs: unknown[]) => jobs.map(() => ({ job, created: true })),
    get: () => job,
    explain: () => memory.explain(job.id),
    update: () => job,
    cancel: () => job,
    redrive: () => job,
    delete: () => undefined,
    list: () => ({ jobs: [job], nextPageToken: "" }),
    lease: () => [],
    extend: (items: unknown[]) =>
      items.map(() => ({ error: new MillraceError("LEASE_LOST", "it is another's") })),
    settle: (items: unknown[]) => items.map(() => ({ status: "COMPLETED" })),
  };
  const workers = canned({ heartbeat: () => undefined, list: () => ({ workers: [] }) }, {});
  const look = (type: string) => memory.queues.get(type);
  const queues = canned(
    { pause: look, resume: look, drain: look, setLimits: look },
    {
      list: memory.queues.list.bind(memory.queues),
      get: look,
      stats: memory.queues.stats.bind(memory.queues),
      setKeyLimits: memory.queues.setKeyLimits.bind(memory.queues),
      resumeKey: memory.queues.resumeKey.bind(memory.queues),
      listKeys: memory.queues.listKeys.bind(memory.queues),
    },
  );
  return canned({ ...answers }, { workers, queues, kind: memory.kind }) as Store;
}

/** What answers `answers`, and throws the first error, by the alphabet, that texts of a call name. */
function canned(
  answers: { readonly [name: string]: (...args: never[]) => unknown },
  rest: object,
): object {
  return new Proxy(rest, {
    get(target, name) {
      const answer = answers[String(name)];
      if (answer === undefined) return Reflect.get(target, name, target);
      return async (...args: never[]) => {
        const named = JSON.stringify(args, textOf).matchAll(/fail\.([A-Z_]+)/g);
        // In whatever order the fields of a request were read.
        const [code] = [...named].map(([, name]) => name).sort();
        if (code !== undefined)
          throw new MillraceError(code as ErrorCode, `asked for: ü%;, ${code}`);
        return answer(...args);
      };
    },
  });
}

function textOf(_: string, value: unknown): unknown {
  if (typeof value === "bigint" || value instanceof AbortSignal) return String(value);
  return value;
}

/** Does what its request says: throws, answers much, adds metadata. */
function serveEcho({ value }: { value: string }, context: HandlerContext) {
  if (value.includes("head")) context.responseHeader.append("x-head", value.slice(0, 4));
  if (value.includes("trail")) context.responseTrailer.append("x-trail-bin", "AAEC");
  const [, code] = /fail(\d+)/.exec(value) ?? [];
  if (code !== undefined) {
    const metadata = { "x-error": "e", "content-type": "text/html" };
    const detail = { desc: DurationSchema, value: { seconds: 3n } };
    throw new ConnectError(`said ü%\n ${value}`, Number(code), metadata, [detail]);
  }
  if (value.includes("bug")) throw new TypeError("a bug");
  return { value: value.includes("much") ? value.repeat(1_000) : value };
}

type EchoMethod = DescMethodUnary<typeof StringValueSchema, typeof StringValueSchema>;

function echoMethod(): EchoMethod {
  const method = {
    name: "Echo",
    inputType: ".google.protobuf.StringValue",
    outputType: ".google.protobuf.StringValue",
    options: { idempotencyLevel: 1 },
  };
  const file = create(FileDescriptorProtoSchema, {
    name: "test/echo.proto",
    package: "test",
    syntax: "proto3",
    dependency: ["google/protobuf/wrappers.proto"],
    service: [{ name: "EchoService", method: [method] }],
  });
  const registry = createFileRegistry(file, () => file_google_protobuf_wrappers.proto);
  const service = registry.getService("test.EchoService") as DescService;
  return service.method["echo"] as EchoMethod;
}
