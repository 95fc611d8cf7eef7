import { MillraceError } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";
import type { RedisDriver } from "./redis-driver.ts";
import { replyErrorOf } from "./reply-error.ts";

/**
 * Checks that the Redis of `driver` can be used.
 *
 * @throws MillraceError `FAILED_PRECONDITION` that says what to put right, `UNAVAILABLE` when the first
 *   try did not reach it.
 */
export async function checkRedis(driver: RedisDriver): Promise<void> {
  await driver.connected();
  requireUsable(await infoOf(driver), driver.url);
}

/** Warnings about the settings of this Redis, in sentences. */
export async function redisWarnings(driver: RedisDriver): Promise<string[]> {
  try {
    const get = async (name: keyof RedisSettings) => {
      const [, value] = (await driver.command("CONFIG", "GET", name)) as Buffer[];
      return [name, value?.toString()] as const;
    };
    const names = ["appendonly", "save", "maxmemory-policy"] as const;
    return settingsWarnings(Object.fromEntries(await Promise.all(names.map(get))));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`cannot tell whether Redis keeps its jobs on disk: ${reason}`];
  }
}

/** The answer to INFO, or nothing where the user may not call it. */
async function infoOf(driver: RedisDriver): Promise<string> {
  try {
    return String(await driver.command("INFO"));
  } catch (error) {
    const { code } = replyErrorOf(error instanceof Error ? error.cause : undefined) ?? {};
    if (code === "NOPERM" || code === "NOCOMMAND") return "";
    throw error;
  }
}

/** The oldest Redis that the scripts run on. */
const OLDEST = "6.2";

/**
 * Checks what a Redis says about itself in `INFO`.
 *
 * @throws MillraceError `FAILED_PRECONDITION` that says what to put right.
 */
export function requireUsable(info: string, { topology }: RedisUrl): void {
  const version = field(info, "redis_version");
  if (version !== undefined && isOlder(version, OLDEST)) {
    throw unusable(`Redis is version ${version}, but at least ${OLDEST} is needed; upgrade it`);
  }
  if (field(info, "redis_mode") === "sentinel") {
    throw unusable(
      "this is a Sentinel, which keeps no jobs; begin the URL with redis+sentinel:// and name the master in it, as in redis+sentinel://host:26379/mymaster",
    );
  }
  if (topology === "standalone" && field(info, "cluster_enabled") === "1") {
    throw unusable(
      "Redis is a node of a cluster; begin the URL with redis+cluster:// (or rediss+cluster://) in place of redis://",
    );
  }
  if (topology === "standalone" && field(info, "role") === "slave") {
    const [host, port] = [field(info, "master_host"), field(info, "master_port")];
    throw unusable(
      `Redis is a replica, which takes no jobs; use the URL of its master, ${host}:${port}, or redis+sentinel:// to follow the master wherever it goes`,
    );
  }
}

/** What `CONFIG GET` says of what an operator should know about. */
export interface RedisSettings {
  readonly appendonly?: string | undefined;
  readonly save?: string | undefined;
  readonly "maxmemory-policy"?: string | undefined;
}

/** Warnings about settings that can lose jobs, in sentences. */
export function settingsWarnings(settings: RedisSettings): string[] {
  const warnings: string[] = [];
  if (settings.appendonly === "no") {
    warnings.push(
      settings.save
        ? `Redis has no append-only file: a crash loses the jobs since its last save (save ${settings.save}); set appendonly yes`
        : "Redis keeps nothing on disk: all jobs are lost when it restarts; set appendonly yes",
    );
  }
  const policy = settings["maxmemory-policy"];
  if (policy !== undefined && policy !== "noeviction") {
    warnings.push(
      `Redis evicts keys when its memory is full (maxmemory-policy ${policy}), jobs included; set maxmemory-policy noeviction`,
    );
  }
  return warnings;
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

function unusable(message: string): MillraceError {
  return new MillraceError("FAILED_PRECONDITION", message);
}
