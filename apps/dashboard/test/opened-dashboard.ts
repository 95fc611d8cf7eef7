import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@millrace/client";
import { type Store, silentLogger } from "@millrace/core";
import { type DashboardOptions, MillraceServer } from "@millrace/server";
import { RedisStore } from "@millrace/store-redis";
import { type Handler, type Handlers, PermanentError, Worker } from "@millrace/worker";
import { ServerProcess } from "./server-process.ts";

const ROOT = join(import.meta.dirname, "..");
const REDIS_URL = process.env["REDIS_URL"];

/** Why there is no Redis, or undefined when there is one. */
export const NO_REDIS = REDIS_URL === undefined ? "REDIS_URL names no Redis" : undefined;

const MIB = 1024 * 1024;
const STORE_OPTIONS = { limits: { payloadBytes: 4 * MIB } };

const pay: Handler = (job) => {
  const { amount } = job.json<{ amount: unknown }>();
  if (typeof amount !== "number") {
    throw new PermanentError("amount must be a number of cents, but is a string");
  }
  return { captured: amount };
};

const HANDLERS: Handlers = {
  payment: pay,
  // The step of a workflow.
  capture: pay,
  broken() {
    throw new PermanentError("broken never works");
  },
  fine() {
    return { ok: true };
  },
};

/** Builds them as they are shipped, and not for a test, as this process would. */
async function buildPages(folder: string): Promise<void> {
  const vite = createRequire(import.meta.url).resolve("vite/package.json");
  const program = join(vite, "../bin/vite.js");
  const args = [program, "build", "--logLevel", "error", "--outDir", folder];
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
}

/** The dashboard as it is built, on a server on Redis, with a worker. */
export class OpenedDashboard {
  readonly files: string;
  readonly store: Store;
  readonly client: Client;
  readonly #keyPrefix: string;
  readonly #worker: Worker;
  #server: MillraceServer;
  #port = 0;

  private constructor(files: string, keyPrefix: string) {
    this.files = files;
    this.#keyPrefix = keyPrefix;
    const store = new RedisStore(REDIS_URL as string, { ...STORE_OPTIONS, keyPrefix });
    this.store = store;
    this.client = new Client({ store });
    this.#worker = new Worker(HANDLERS, {
      source: store,
      workerId: "tester",
      logger: silentLogger,
    });
    this.#server = this.#newServer({});
  }

  static async open(): Promise<OpenedDashboard> {
    const files = mkdtempSync(join(tmpdir(), "millrace-dashboard-"));
    await buildPages(files);
    const opened = new OpenedDashboard(files, `test-${randomUUID()}`);
    await opened.start();
    await opened.#worker.start();
    return opened;
  }

  /** Plain HTTP on a name that browsers take for no secure one. */
  get url(): string {
    return `http://queue.test:${this.#port}/ui`;
  }

  /** Starts the server again, on the port that it had. */
  async start(): Promise<void> {
    this.#server = this.#newServer({});
    const { port } = await this.#server.start(this.#port, "127.0.0.1");
    this.#port = port;
  }

  async stopServer(): Promise<void> {
    await this.#server.stop(0);
  }

  /** In place of the server one in a process of its own, on the same port, until it is disposed of. */
  async killable(): Promise<AsyncDisposable & { server: ServerProcess }> {
    await this.stopServer();
    const args = [REDIS_URL as string, this.#keyPrefix, this.files, String(this.#port)];
    const server = new ServerProcess(args);
    await server.start();
    return {
      server,
      [Symbol.asyncDispose]: async () => {
        await server.kill();
        await this.start();
      },
    };
  }

  /** Another server on the same jobs, with a dashboard of its own. */
  async another(dashboard: DashboardOptions): Promise<AsyncDisposable & { url: string }> {
    return await serve(this.#newServer(dashboard));
  }

  /** Another server on the same jobs, which it reaches by another address of their store. */
  async anotherBy(redisUrl: string): Promise<AsyncDisposable & { url: string }> {
    const store = new RedisStore(redisUrl, { ...STORE_OPTIONS, keyPrefix: this.#keyPrefix });
    const served = await serve(this.#newServer({}, store));
    return {
      url: served.url,
      async [Symbol.asyncDispose]() {
        await served[Symbol.asyncDispose]();
        await store.close();
      },
    };
  }

  async close(): Promise<void> {
    await this.#worker.stop();
    await this.#server.stop(0);
    await this.client.close();
    await this.store.close();
    rmSync(this.files, { recursive: true });
  }

  #newServer(dashboard: DashboardOptions, store: Store = this.store): MillraceServer {
    return new MillraceServer(store, {
      ...STORE_OPTIONS,
      version: "0.0.0-test",
      messageBytes: 8 * MIB,
      hosts: ["queue.test"],
      logger: silentLogger,
      dashboard: { files: this.files, ...dashboard },
    });
  }
}

async function serve(server: MillraceServer): Promise<AsyncDisposable & { url: string }> {
  const { port } = await server.start(0, "127.0.0.1");
  return {
    url: `http://queue.test:${port}/ui`,
    [Symbol.asyncDispose]: () => server.stop(0),
  };
}
