import { once } from "node:events";
import type { ServerResponse } from "node:http";
import http2 from "node:http2";
import { text } from "node:stream/consumers";
import {
  create,
  createFileRegistry,
  type DescMessage,
  type DescMethodUnary,
  type DescService,
} from "@bufbuild/protobuf";
import {
  FieldMaskSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_wrappers,
  StringValueSchema,
} from "@bufbuild/protobuf/wkt";
import { Code, type ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { MillraceError, type Store } from "@millrace/core";
import { Health, JobService, ServerReflection, ServerService } from "@millrace/protocol";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, describe, expect, test } from "vitest";
import { CALLER, type Caller } from "./caller.ts";
import type { HttpHandler } from "./http-handler.ts";
import { MillraceServer, type MillraceServerOptions } from "./millrace-server.ts";

const own = new MemoryStore();
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function open(options: Partial<MillraceServerOptions>) {
  const server = new MillraceServer(own, { version: "0.0.0-test", maintain: false, ...options });
  const { port } = await server.start(0, "127.0.0.1");
  stops.push(() => server.stop(0));
  const baseUrl = `http://127.0.0.1:${port}`;
  return { baseUrl, transport: createGrpcTransport({ baseUrl }) };
}

describe("a store for each caller", () => {
  test("serves each by what its headers say", async () => {
    const stores = new Map<string, Store>([
      ["Bearer blue", new MemoryStore()],
      ["Bearer red", new MemoryStore()],
    ]);
    const callers: Caller[] = [];
    const { transport } = await open({
      storeFor: async (caller) => {
        callers.push(caller);
        const token = caller.headers.get("authorization");
        if (token === null) throw new MillraceError("UNAUTHENTICATED", "say who you are");
        const store = stores.get(token);
        if (store === undefined) throw new MillraceError("PERMISSION_DENIED", "nothing for you");
        return store;
      },
    });
    const jobs = createClient(JobService, transport);
    const as = (authorization: string) => ({ headers: { authorization } });
    const { job } = await jobs.enqueue({ type: "paint" }, as("Bearer blue"));
    const id = job?.id ?? "";
    expect((await jobs.getJob({ id }, as("Bearer blue"))).job?.type).toBe("paint");
    const refused = (error: Promise<unknown>) => error.catch((reason) => reason as ConnectError);
    expect(await refused(jobs.getJob({ id }, as("Bearer red")))).toMatchObject({
      code: Code.NotFound,
    });
    expect(await refused(jobs.getJob({ id }, as("Bearer green")))).toMatchObject({
      code: Code.PermissionDenied,
      rawMessage: "nothing for you",
    });
    const watch = jobs.watchJob({ id })[Symbol.asyncIterator]();
    expect(await refused(watch.next())).toMatchObject({ code: Code.Unauthenticated });
    expect((await own.list({})).jobs).toEqual([]);
    expect(callers[0]?.address).toBe("127.0.0.1");
    expect(callers[0]?.headers.get("host")).toMatch(/^127\.0\.0\.1:\d+$/);
    const { store } = await createClient(ServerService, transport).getServerInfo(
      {},
      as("Bearer red"),
    );
    expect(store).toBe("memory");
    for (const each of stores.values()) await each.close();
  });
});

/** test.EchoService, whose Echo takes `input`, a message of its own file. */
function echoService(input: DescMessage): DescService {
  const { proto } = input.file;
  const method = {
    name: "Echo",
    inputType: `.${input.typeName}`,
    outputType: ".google.protobuf.StringValue",
  };
  const file = create(FileDescriptorProtoSchema, {
    name: "test/echo.proto",
    package: "test",
    syntax: "proto3",
    dependency: [proto.name, "google/protobuf/wrappers.proto"],
    service: [{ name: "EchoService", method: [method] }],
  });
  const imports = [proto, file_google_protobuf_wrappers.proto];
  const registry = createFileRegistry(file, (path) => imports.find(({ name }) => name === path));
  return registry.getService("test.EchoService") as DescService;
}

describe("services and interceptors of the user", () => {
  const service = echoService(StringValueSchema);
  const echo = service.method["echo"] as DescMethodUnary<
    typeof StringValueSchema,
    typeof StringValueSchema
  >;

  test("are served, checked, logged, and known to health and reflection", async () => {
    const calls: string[] = [];
    const { transport } = await open({
      services: (router) =>
        router.rpc(echo, ({ value }) => {
          if (value === "") throw new MillraceError("INVALID_ARGUMENT", "say something");
          return { value: value.toUpperCase() };
        }),
      onCall: ({ service, method, code }) => calls.push(`${service}/${method} ${code}`),
    });
    const { message } = await transport.unary(echo, undefined, undefined, {}, { value: "hello" });
    expect(message.value).toBe("HELLO");
    await expect(transport.unary(echo, undefined, undefined, {}, {})).rejects.toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: "say something",
    });
    expect(calls).toEqual(["test.EchoService/Echo ok", "test.EchoService/Echo invalid_argument"]);
    await createClient(Health, transport).check({ service: "test.EchoService" });
    const questions = (async function* () {
      yield { messageRequest: { case: "listServices" as const, value: "" } };
    })();
    const [answer] = await Array.fromAsync(
      createClient(ServerReflection, transport).serverReflectionInfo(questions),
    );
    expect(JSON.stringify(answer?.messageResponse.value)).toContain("test.EchoService");
  });

  test("an interceptor knows who calls, and refuses before the request is looked at", async () => {
    const addresses: (string | undefined)[] = [];
    const guard: Interceptor = (next) => async (request) => {
      addresses.push(request.contextValues.get(CALLER).address);
      if (request.header.get("authorization") === "Bearer good") return await next(request);
      throw new MillraceError("UNAUTHENTICATED", "say who you are");
    };
    const { transport } = await open({ interceptors: [guard] });
    const jobs = createClient(JobService, transport);
    await expect(jobs.getJob({ id: "" })).rejects.toMatchObject({ code: Code.Unauthenticated });
    const headers = { authorization: "Bearer good" };
    await expect(jobs.getJob({ id: "" }, { headers })).rejects.toMatchObject({
      code: Code.InvalidArgument,
    });
    expect(addresses).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  test("a service whose requests may hold things without end is refused", () => {
    const endless = echoService(FieldMaskSchema);
    const services: MillraceServerOptions["services"] = (router) => router.service(endless, {});
    expect(() => new MillraceServer(own, { version: "0.0.0-test", services })).toThrow(
      /paths has no limit: give it max_items/,
    );
  });
});

describe("handlers of requests", () => {
  const page =
    (path: string, body: string): HttpHandler =>
    (_request, response, requested) => {
      if (requested !== path) return false;
      response.end(body);
      return true;
    };

  test("are asked in turn, before the server's own pages, with or without waiting, and of no RPC", async () => {
    const asked: string[] = [];
    const logged: object[] = [];
    const ignore = () => {};
    const { baseUrl, transport } = await open({
      logger: {
        debug: ignore,
        info: ignore,
        warn: ignore,
        error: (fields) => logged.push(fields),
      },
      handlers: [
        (_request, _response, path) => {
          asked.push(path);
          return false;
        },
        async (request, response, path) => {
          if (path !== "/echo") return false;
          response.end(await text(request));
          return true;
        },
        page("/", "my dashboard"),
        page("/", "never shown"),
        (_request, _response, path) => {
          if (path === "/broken") throw new TypeError("a bug");
          return false;
        },
      ],
    });
    const get = async (path: string) => (await fetch(baseUrl + path)).text();
    expect(await get("/?a=1")).toBe("my dashboard");
    expect(await get("/healthz")).toBe("ok\n");
    expect(await get("/nothing")).toContain("Nothing is served under this path");
    const body = "x".repeat(100_000);
    const echoed = await fetch(`${baseUrl}/echo`, { method: "POST", body });
    expect(await echoed.text()).toBe(body);
    const broken = await fetch(`${baseUrl}/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain("a bug");
    expect(logged).toMatchObject([{ path: "/broken", err: { message: "a bug" } }]);
    await createClient(ServerService, transport).getServerInfo({});
    // A call of a method that is served is no affair of theirs.
    expect(asked).toEqual(["/", "/healthz", "/nothing", "/echo", "/broken"]);
  });

  test("answer over HTTP/2 as well", async () => {
    const { baseUrl } = await open({ handlers: [page("/page", "here")] });
    const session = http2.connect(baseUrl);
    const stream = session.request({ ":path": "/page" });
    const [head] = await once(stream, "response");
    expect(head[":status"]).toBe(200);
    expect(await text(stream)).toBe("here");
    session.close();
  });

  test("one that goes on writing once its answer has been cut short does no harm", async () => {
    const done = Promise.withResolvers<void>();
    const { baseUrl } = await open({
      handlers: [
        async (_request, response, path) => {
          if (path !== "/late") return false;
          response.end("early");
          (response as ServerResponse).write("late");
          done.resolve();
          return true;
        },
      ],
    });
    expect(await (await fetch(`${baseUrl}/late`)).text()).toBe("early");
    await done.promise;
    expect(await (await fetch(`${baseUrl}/healthz`)).text()).toBe("ok\n");
  });
});
