import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { MillraceError, type Store } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { describe, expect, test, vi } from "vitest";
import { serve } from "./serve.ts";

const WAIT = { timeout: 20_000, interval: 10 };

/** Stands before a server; while it refuses, another one answers all connections in its place. */
class SwitchedProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #refuser: Server;
  #refuses = false;

  private constructor(server: Server, sockets: Set<Socket>, refuser: Server) {
    this.#server = server;
    this.#sockets = sockets;
    this.#refuser = refuser;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(target: { readonly host: string; readonly port: number }, refuser: Server) {
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      const far = proxy.#refuses ? connect(portOf(refuser), "127.0.0.1") : connect(target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on("error", () => to.destroy()).on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    for (const each of [server, refuser]) await once(each.listen(0, "127.0.0.1"), "listening");
    const proxy = new SwitchedProxy(server, sockets, refuser);
    return proxy;
  }

  /** Ends all connections, and leads new ones to who refuses them, or to the server again. */
  switch(refuses: boolean): void {
    this.#refuses = refuses;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.switch(true);
    this.#server.close();
    this.#refuser.close();
  }
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Answers whatever comes, `countOf` it at once, with `words`. */
function answering(words: Buffer, countOf: (data: Buffer) => number = () => 1): Server {
  return createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      for (let count = countOf(data); count > 0; count--) socket.write(words);
    });
  });
}

/** How many commands of Redis `data` holds. */
const commandsIn = (data: Buffer) => data.toString("latin1").match(/\*\d+\r\n\$/g)?.length ?? 0;

/** As Postgres refuses a connection: severity, code and message. */
function postgresRefusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

function setting(name: "REDIS_URL" | "POSTGRES_DSN"): URL {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name} to the URL of one for tests`);
  return new URL(value);
}

interface Source {
  /** A URL of the source, without the proxy. */
  readonly url: URL;
  readonly store: Store;
  readonly close: () => Promise<unknown>;
}

async function onServer(): Promise<Source> {
  const served = await serve(new MemoryStore());
  const { url, store } = served;
  return { url: new URL(url), store, close: async () => served[Symbol.asyncDispose]() };
}

async function onStore(url: URL, store: Store): Promise<Source> {
  return { url, store, close: () => store.close() };
}

const SOURCES: [string, () => Promise<Source>, () => Server][] = [
  [
    "Redis, which wants a password",
    () => onStore(setting("REDIS_URL"), new RedisStore(setting("REDIS_URL").href)),
    () => answering(Buffer.from("-NOAUTH Authentication required.\r\n"), commandsIn),
  ],
  [
    "Postgres, whose database has another name",
    () => onStore(setting("POSTGRES_DSN"), new PostgresStore(setting("POSTGRES_DSN").href)),
    () => answering(postgresRefusal("3D000", 'database "jobs" does not exist')),
  ],
  [
    "Postgres, which lets its role in no more",
    () => onStore(setting("POSTGRES_DSN"), new PostgresStore(setting("POSTGRES_DSN").href)),
    () => answering(postgresRefusal("28000", 'role "worker" is not permitted to log in')),
  ],
  ...[401, 403, 404].map((status): [string, () => Promise<Source>, () => Server] => [
    `a server, whose proxy says ${status}`,
    onServer,
    () =>
      createHttp2Server((_request, response) => {
        response.writeHead(status, { "content-type": "text/html" }).end("<h1>not here</h1>");
      }),
  ]),
];

test.each(SOURCES)("a worker that has worked outlives %s", async (_, open, makeRefuser) => {
  const type = `refused-${randomUUID()}`;
  const { url, store, close } = await open();
  const target = { host: url.hostname, port: Number(url.port) };
  await using proxy = await SwitchedProxy.open(target, makeRefuser());
  const throughProxy = new URL(url);
  throughProxy.host = `127.0.0.1:${proxy.port}`;
  const errors: string[] = [];
  const logger = {
    info: () => {},
    warn: () => {},
    error: (_details: object, message: string) => errors.push(message),
  };
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const worker = new Worker(
    type,
    async (job) => {
      if (job.text() !== "wait") return;
      begun.resolve();
      await gate.promise;
    },
    { url: throughProxy.href, lease: "60s", logger },
  );
  const events: string[] = [];
  for (const event of ["sourceError", "leaseLost", "stopped"] as const) {
    worker.on(event, () => events.push(event));
  }
  const enqueue = async (text: string) => {
    const [result] = await store.enqueue([{ type, payload: new TextEncoder().encode(text) }]);
    if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
    return result.job.id;
  };
  const untilStatus = (id: string, status: string) =>
    vi.waitFor(async () => expect(await store.get(id)).toMatchObject({ status, attempt: 1 }), WAIT);

  await worker.start();
  await untilStatus(await enqueue("first"), "COMPLETED");
  const waiting = await enqueue("wait");
  await begun.promise;

  proxy.switch(true);
  gate.resolve();
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(1), WAIT);
  expect(errors[0]).toMatch(/^the source of jobs (cannot be reached|refuses)/);
  expect((await store.get(waiting)).status).toBe("RUNNING");

  proxy.switch(false);
  await untilStatus(waiting, "COMPLETED");
  await untilStatus(await enqueue("last"), "COMPLETED");
  expect(new Set(events)).toEqual(new Set(["sourceError"]));
  await worker.stop();
  await close();
});

test.each(SOURCES.slice(0, 3))(
  "a worker that begins with %s ends with the reason",
  async (_, open, makeRefuser) => {
    const { url, close } = await open();
    const target = { host: url.hostname, port: Number(url.port) };
    await using proxy = await SwitchedProxy.open(target, makeRefuser());
    proxy.switch(true);
    const throughProxy = new URL(url);
    throughProxy.host = `127.0.0.1:${proxy.port}`;
    const worker = new Worker("task", () => {}, { url: throughProxy.href });
    await expect(worker.start()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    await worker.stop();
    await close();
  },
);

describe.each(["UNAUTHENTICATED", "PERMISSION_DENIED"] as const)(
  "a server that says %s",
  (code) => {
    async function guarded() {
      const guard = { refuses: true };
      const served = await serve(new MemoryStore(), {
        interceptors: [
          (next) => (request) => {
            if (guard.refuses) throw new MillraceError(code, "a token is missing");
            return next(request);
          },
        ],
      });
      return { served, guard };
    }

    test("from the start, ends a worker with the reason", async () => {
      const { served } = await guarded();
      await using _ = served;
      const worker = new Worker("task", () => {}, { url: served.url });
      await expect(worker.run()).rejects.toMatchObject({ code, message: "a token is missing" });
    });

    test("later, has it go on, and keep the outcome of its job", async () => {
      const { served, guard } = await guarded();
      await using _ = served;
      guard.refuses = false;
      const logger = { info: () => {}, warn: () => {}, error: () => {} };
      const refused = Promise.withResolvers<unknown>();
      const worker = new Worker(
        "task",
        () => {
          guard.refuses = true;
        },
        { url: served.url, logger },
      );
      worker.on("sourceError", refused.resolve);
      await worker.start();
      const [result] = await served.store.enqueue([{ type: "task" }]);
      const id = result !== undefined && "job" in result ? result.job.id : "";
      expect(await refused.promise).toMatchObject({ code });
      guard.refuses = false;
      await vi.waitFor(
        async () => expect(await served.store.get(id)).toMatchObject({ status: "COMPLETED" }),
        WAIT,
      );
      expect((await served.store.get(id)).attempt).toBe(1);
      await worker.stop();
    });
  },
);
