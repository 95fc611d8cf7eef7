import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@millrace/store-conformance/free-port";
import { Redis } from "ioredis";
import { type StartedServer, untilAnswered } from "./started-server.ts";

/** Starts `binary` on a free port of 127.0.0.1, without persistence, in a folder of its own. */
export async function startRedis(binary: string): Promise<StartedServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-redis-"));
  const port = await freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder];
  const server = spawn(binary, [...settings, "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
    // In a process group of its own, so that Ctrl-C ends the tests first and the server after.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.once("error", () => resolve());
  });
  const kill = () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", kill);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.off("exit", kill);
      server.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The version of the Redis at `url`, waiting up to `patienceMs` for it; rejects with the reason. */
export async function redisVersion(url: string, patienceMs: number): Promise<string> {
  return untilAnswered(() => askVersion(url), patienceMs);
}

async function askVersion(url: string): Promise<string> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: 3_000,
    commandTimeout: 3_000,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on("error", (error: Error) => {
    reason = error;
  });
  try {
    await redis.connect();
    const info = await redis.info("server");
    const version = /^redis_version:(\S+)/m.exec(info)?.[1];
    if (version === undefined) throw new Error("INFO names no redis_version");
    return version;
  } catch (error) {
    // connect() itself only says that the connection was closed.
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
