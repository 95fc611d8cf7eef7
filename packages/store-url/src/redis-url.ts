/** A host and its port. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** What the URL of a Redis says. */
export interface RedisUrl {
  /**
   * - `standalone`: the one server of the URL.
   * - `sentinel`: the master that the Sentinels of the URL name.
   * - `cluster`: the nodes of a Redis Cluster, found by those of the URL.
   */
  readonly topology: "standalone" | "sentinel" | "cluster";
  readonly addresses: readonly RedisAddress[];
  /** The name of the master, for Sentinels. */
  readonly masterName?: string;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly database: number;
  /** What every key begins with. */
  readonly prefix?: string;
  /** Over how many partitions jobs are spread. */
  readonly partitions?: number;
  /** How many replicas a replicated enqueue waits for, and at most for how many milliseconds. */
  readonly replicas?: number;
  readonly replicaTimeoutMs?: number;
  /** Files in PEM: the authorities to trust, and the client's own certificate and its key. */
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

const FORM =
  /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^@/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i;
const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26_379;
const PREFIX = /^[^{}\s]{1,64}$/;

/** The parameters there are, by what they become. */
const PARAMETERS: Readonly<Record<string, keyof RedisUrl>> = {
  prefix: "prefix",
  partitions: "partitions",
  replicas: "replicas",
  replica_timeout_ms: "replicaTimeoutMs",
  ca: "caFile",
  cert: "certificateFile",
  key: "keyFile",
  sentinel_username: "sentinelUsername",
  sentinel_password: "sentinelPassword",
};

/** The most that a parameter that is a whole number may be; the least is 1. */
const MOST: Readonly<Record<string, number>> = {
  partitions: 1_024,
  replicas: 16,
  replica_timeout_ms: 10_000,
};

/** Whether `text` is meant to be the URL of a Redis. */
export function isRedisUrl(text: string): boolean {
  return /^rediss?(\+[a-z]*)?:/i.test(text);
}

/**
 * Reads `redis://user:password@host:port/database`, `redis+sentinel://host:port,host:port/master/database`
 * and `redis+cluster://host:port,host:port`, each with `rediss` in place of `redis` for TLS.
 *
 * @returns what it says, or why it cannot be used, without its secrets.
 */
export function readRedisUrl(text: string): RedisUrl | string {
  const match = FORM.exec(text);
  if (match === null) return "it is not the URL of a Redis";
  const [, scheme = "", kind = "standalone", user, hosts = "", path = "", query = ""] = match;
  const topology = kind.toLowerCase() as RedisUrl["topology"];
  const addresses = readAddresses(hosts, topology);
  if (typeof addresses === "string") return addresses;
  const target = readPath(path, topology);
  if (typeof target === "string") return target;
  const login = readLogin(user);
  if (typeof login === "string") return login;
  const parameters = readParameters(query, topology);
  if (typeof parameters === "string") return parameters;
  const tls = scheme.toLowerCase() === "rediss";
  if (!tls && (parameters.caFile ?? parameters.certificateFile ?? parameters.keyFile)) {
    return "ca, cert and key are for TLS, which begins with rediss";
  }
  return { topology, addresses, tls, ...target, ...login, ...parameters };
}

function readAddresses(hosts: string, topology: RedisUrl["topology"]): RedisAddress[] | string {
  const defaultPort = topology === "sentinel" ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT;
  const addresses: RedisAddress[] = [];
  for (const host of hosts.split(",")) {
    if (host === "") return "it names no host";
    if (!URL.canParse(`redis://${host}`)) return "its host or port cannot be read";
    const { hostname, port } = new URL(`redis://${host}`);
    if (hostname === "") return "it names no host";
    const bare = hostname.replace(/^\[(.*)\]$/, "$1");
    addresses.push({ host: bare, port: port === "" ? defaultPort : Number(port) });
  }
  if (topology === "standalone" && addresses.length > 1) {
    return "one Redis has one host; several are for redis+sentinel:// and redis+cluster://";
  }
  return addresses;
}

function readPath(
  path: string,
  topology: RedisUrl["topology"],
): Pick<RedisUrl, "database" | "masterName"> | string {
  const parts = path.split("/").filter((part) => part !== "");
  if (topology === "cluster") {
    return parts.length === 0 || path === "/0" ? { database: 0 } : "a cluster has one database, 0";
  }
  if (topology === "sentinel") {
    const [masterName, database = "0"] = parts;
    if (masterName === undefined || parts.length > 2 || !/^\d+$/.test(database)) {
      return "its path must be the name of the master, such as /mymaster, or /mymaster/0 with a database";
    }
    return { masterName: decode(masterName) ?? masterName, database: Number(database) };
  }
  if (!/^(\/\d*)?$/.test(path)) return "its path must be the number of a database, such as /0";
  return { database: Number(parts[0] ?? 0) };
}

function readLogin(user = ""): Pick<RedisUrl, "username" | "password"> | string {
  const [, name = "", password = ""] = /^([^:]*):?(.*)$/s.exec(user) ?? [];
  const [username, secret] = [decode(name), decode(password)];
  if (username === undefined || secret === undefined) {
    return "its user or password cannot be decoded; write % as %25";
  }
  return { ...(username !== "" && { username }), ...(secret !== "" && { password: secret }) };
}

function readParameters(query: string, topology: RedisUrl["topology"]): Partial<RedisUrl> | string {
  const read: Record<string, string | number> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const field = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (field === undefined) {
      return `there is no parameter ${name} for Redis, only ${Object.keys(PARAMETERS).join(", ")}`;
    }
    if (field in read) return `${name} is there twice`;
    if (field.startsWith("sentinel") && topology !== "sentinel") {
      return `${name} is for redis+sentinel://`;
    }
    const fault = faultOf(name, value);
    if (fault !== undefined) return fault;
    read[field] = name in MOST ? Number(value) : value;
  }
  return read;
}

/** Why a parameter cannot have this value. */
function faultOf(name: string, value: string): string | undefined {
  if (name === "prefix" && !PREFIX.test(value)) {
    return "prefix must be 1 to 64 characters, without spaces and braces";
  }
  const most = MOST[name];
  if (most !== undefined && !(/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most)) {
    return `${name} must be a whole number from 1 to ${most}`;
  }
  return value === "" ? `${name} must not be empty` : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The URL with `***` for its secrets, for logs and people. */
export function showRedisUrl(text: string): string {
  return text
    .replace(/^([^:]*:\/\/[^/?#:@]*:)[^/?#]*@/, "$1***@")
    .replace(/([?&]sentinel_password=)[^&#]*/g, "$1***");
}
