import { spawn } from "node:child_process";
import { freePort } from "@millrace/store-conformance/free-port";
import { Redis } from "ioredis";

/** Less than this in a second, in µs of processor time, is what Redis uses for itself. */
const IDLE_MICROS = 6_000;

/** A Redis that the bench has for itself, and what it says of its own work. */
export class RedisProbe implements AsyncDisposable {
  readonly url: string;
  readonly #redis: Redis;
  readonly #stop: () => void;

  private constructor(url: string, redis: Redis, stop: () => void) {
    this.url = url;
    this.#redis = redis;
    this.#stop = stop;
  }

  /**
   * The Redis at `url`, whose data is deleted; without one, a `redis-server` or `valkey-server` of
   * the PATH is started without persistence.
   */
  static async open(url: string | undefined): Promise<RedisProbe> {
    if (url !== undefined) return RedisProbe.#connect(url, () => {});
    const port = await freePort();
    for (const program of ["redis-server", "valkey-server"]) {
      const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      const child = spawn(program, args, { stdio: "ignore" });
      const started = await new Promise<boolean>((resolve) => {
        child.once("spawn", () => resolve(true));
        child.once("error", () => resolve(false));
      });
      if (started) return RedisProbe.#connect(`redis://127.0.0.1:${port}`, () => child.kill());
    }
    throw new Error("install redis-server or valkey-server, or name a Redis with --redis URL");
  }

  static async #connect(url: string, stop: () => void): Promise<RedisProbe> {
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    redis.on("error", () => {
      // It is still starting; ioredis tries again.
    });
    await redis.ping();
    return new RedisProbe(url, redis, stop);
  }

  /** Empties it. */
  async clear(): Promise<void> {
    await this.#redis.flushall("SYNC");
    await this.#redis.call("MEMORY", "PURGE");
  }

  /** The processor time that its main thread has used, in µs. */
  async cpuMicros(): Promise<number> {
    const info = await this.#redis.info("cpu");
    const seconds =
      number(info, "used_cpu_user_main_thread") + number(info, "used_cpu_sys_main_thread");
    return seconds * 1e6;
  }

  /**
   * Waits until it has nothing to do: after its tables have had to grow, it spends a hundredth of its
   * time on moving what is in them, for up to a minute.
   */
  async idle(): Promise<void> {
    for (let last = await this.cpuMicros(); ; ) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const now = await this.cpuMicros();
      if (now - last < IDLE_MICROS) return;
      last = now;
    }
  }

  async usedMemory(): Promise<number> {
    return number(await this.#redis.info("memory"), "used_memory");
  }

  async version(): Promise<string> {
    const info = await this.#redis.info("server");
    return /redis_version:(\S+)/.exec(info)?.[1] ?? "unknown";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
    this.#stop();
  }
}

function number(info: string, field: string): number {
  const value = Number(new RegExp(`^${field}:([\\d.]+)`, "m").exec(info)?.[1]);
  if (Number.isNaN(value)) throw new Error(`Redis does not tell ${field}`);
  return value;
}
