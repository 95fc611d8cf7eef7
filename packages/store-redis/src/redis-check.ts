import { MillraceError } from "@millrace/core";
import type { RedisUrl } from "@millrace/store-url";

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

/** What may lose jobs by these settings, in sentences. */
export function settingsWarnings(settings: RedisSettings): string[] {
  const warnings: string[] = [];
  if (settings.appendonly === "no") {
    warnings.push(
      settings.save
        ? `Redis keeps no append-only file: a crash loses the jobs of the time since it last saved (save ${settings.save}); set appendonly yes`
        : "Redis keeps nothing on disk: all jobs are lost when it restarts; set appendonly yes",
    );
  }
  const policy = settings["maxmemory-policy"];
  if (policy !== undefined && policy !== "noeviction") {
    warnings.push(
      `Redis throws keys away when its memory is full (maxmemory-policy ${policy}), jobs included; set maxmemory-policy noeviction`,
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
