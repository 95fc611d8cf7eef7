import type { Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { MemoryStore } from "@millrace/store-memory";
import { afterAll, beforeAll } from "vitest";
import { type Ran, type RunOptions, runCli } from "./run-cli.ts";

/** A server for the tests of a file, and command lines that lead to it. */
export class ServedCli {
  readonly store: Store = new MemoryStore();
  readonly #server = new MillraceServer(this.store, { version: "1.2.3" });
  #url = "";

  constructor() {
    beforeAll(async () => {
      const { port } = await this.#server.start(0, "127.0.0.1");
      this.#url = `http://127.0.0.1:${port}`;
    });
    afterAll(async () => {
      await this.#server.stop(0);
      await this.store.close();
    });
  }

  get url(): string {
    return this.#url;
  }

  get env(): Readonly<Record<string, string>> {
    return { MILLRACE_URL: this.#url, USER: "ada" };
  }

  /** Runs a command line on the server. */
  run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return runCli(argv, { ...options, env: { ...this.env, ...options.env } });
  }

  /** The same for one that must succeed; returns what it prints. */
  async print(...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv);
    if (code !== 0) throw new Error(`millrace ${argv.join(" ")} ends with ${code}: ${stderr}`);
    return stdout;
  }

  /** Enqueues a job; returns its id. */
  async enqueue(type: string, ...more: string[]): Promise<string> {
    return (await this.print("job", "enqueue", type, "{}", "-o", "id", ...more)).trim();
  }

  /** Leases the next job of a type. */
  async lease(type: string) {
    const [lease] = await this.store.lease({
      types: [type],
      maxJobs: 1,
      workerId: "w-1",
      leaseMs: 60_000,
      waitMs: 0,
    });
    if (lease === undefined) throw new Error(`no job of the type ${type} is due`);
    return lease;
  }

  /** Has the next job of a type end as failed, for good. */
  async fail(type: string, message = "boom"): Promise<string> {
    const { job, token } = await this.lease(type);
    await this.store.settle([
      { jobId: job.id, token, outcome: { kind: "failed", message, permanent: true } },
    ]);
    return job.id;
  }

  /** Has a worker tell that it lives. */
  heartbeat(workerId: string): Promise<void> {
    return this.store.workers.heartbeat({
      ...{ workerId, types: ["email"], concurrency: 10, running: 3 },
      ...{ version: "1.0", host: "mail.example", eventLoopLagMs: 1, server: "" },
    });
  }

  async complete(type: string, result = '{"sent":true}'): Promise<string> {
    const { job, token } = await this.lease(type);
    const bytes = new TextEncoder().encode(result);
    await this.store.settle([
      { jobId: job.id, token, outcome: { kind: "completed", result: bytes } },
    ]);
    return job.id;
  }
}
