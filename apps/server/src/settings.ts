import { readFileSync } from "node:fs";
import { DEFAULT_LIMITS, type Duration, durationMs, systemClock } from "@millrace/core";
import { DEFAULT_PORT_LIMITS, isDashboardPath } from "@millrace/server";
import {
  readScheduleFile,
  type ScheduleFile,
  ScheduleFileError,
} from "@millrace/server/schedule-file";
import { parseStoreUrl } from "@millrace/store-url";
import { z } from "zod";

/** One thing that can be configured. */
interface Setting<Value> {
  /** As commander spells it. */
  readonly flag: string;
  /** The environment variable. */
  readonly env: string;
  readonly help: string;
  /** From what flags, variables and files give: text, or a value of YAML. */
  readonly schema: z.ZodType<Value>;
  readonly initial: Value;
  /** The default as the help shows it. */
  readonly shown: string;
}

function setting<Value>(parts: Setting<Value>): Setting<Value> {
  return parts;
}

const SIZE_UNITS: { readonly [unit: string]: number } = { "": 1, KiB: 1024, MiB: 1024 ** 2 };

/** Turns text into a value, or refuses it with the message of what `read` throws. */
function parsed<Value>(read: (text: string) => Value): z.ZodType<Value> {
  return z.union([z.string(), z.number(), z.boolean()]).transform((given, context) => {
    try {
      return read(String(given));
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/** From the path of a file; each of its problems is an issue. */
const scheduleFile: z.ZodType<ScheduleFile> = z.string().transform((path, context) => {
  try {
    return readScheduleFile(readFileSync(path, "utf8"), path, systemClock.now());
  } catch (error) {
    const { problems } = error instanceof ScheduleFileError ? error : {};
    const told = problems ?? [`cannot be read: ${(error as Error).message}`];
    for (const message of told) context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
});

const secretFile: z.ZodType<string> = z.string().transform((path, context) => {
  try {
    const secret = readFileSync(path, "utf8").trim();
    if (Buffer.byteLength(secret) >= 32) return secret;
    context.addIssue({ code: "custom", message: "must hold a secret of at least 32 bytes" });
  } catch (error) {
    context.addIssue({ code: "custom", message: `cannot be read: ${(error as Error).message}` });
  }
  return z.NEVER;
});

function wholeNumber(min: number, max: number): z.ZodType<number> {
  return parsed((text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Error(`must be a whole number from ${min} to ${max}`);
  });
}

function size(min: number, max: number): z.ZodType<number> {
  return parsed((text) => {
    const [, digits = "", unit = ""] = /^(\d+) ?(|KiB|MiB)$/.exec(text) ?? [];
    const bytes = digits === "" ? Number.NaN : Number(digits) * (SIZE_UNITS[unit] as number);
    if (bytes >= min && bytes <= max) return bytes;
    throw new Error(`must be a size from ${min} to ${max} bytes, such as 65536, 64KiB or 1MiB`);
  });
}

function duration(minMs: number, maxMs: number): z.ZodType<number> {
  return parsed((text) => {
    // A bare number would leave its unit to guess.
    const ms = /^\d+$/.test(text) ? Number.NaN : durationMs(text as Duration);
    if (ms >= minMs && ms <= maxMs) return ms;
    throw new Error(`must be a length from ${minMs}ms to ${maxMs}ms, such as 500ms, 30s or 5m`);
  });
}

function oneOf<const Value extends string>(values: readonly Value[]): z.ZodType<Value> {
  return parsed((text) => {
    const value = values.find((candidate) => candidate === text);
    if (value !== undefined) return value;
    throw new Error(`must be one of ${values.join(", ")}`);
  });
}

const yesNo: z.ZodType<boolean> = parsed((text) => {
  if (text === "true") return true;
  if (text === "false") return false;
  throw new Error("must be true or false");
});

const ORIGIN = /^(\*|https?:\/\/[^/\s]+)$/;

const origins: z.ZodType<readonly string[]> = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((list) => list.map((origin) => origin.trim()).filter((origin) => origin !== ""))
  .refine((list) => list.every((origin) => ORIGIN.test(origin)), {
    message: "must be origins such as https://app.example.com, separated by commas, or *",
  });

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

const hosts: z.ZodType<readonly string[] | undefined> = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((list) => list.map((host) => host.trim()).filter((host) => host !== ""))
  .refine((list) => list.every((host) => HOST.test(host)), {
    message: "must be names such as queue.example.com, without ports, separated by commas",
  })
  .optional();

const MINUTE_MS = 60_000;
const LARGEST_MESSAGE = 1024 ** 3;

/** Everything that can be configured; keys are those of a configuration file. */
export const SETTINGS = {
  store: setting({
    flag: "--store <url>",
    env: "MILLRACE_URL",
    help: "where jobs are kept: sqlite:FILE, redis://host:port, redis+sentinel://host:port/master, redis+cluster://host:port, postgres://host/database or memory:; also from REDIS_URL, REDIS_ADDR with REDIS_PASSWORD and REDIS_DB, or POSTGRES_DSN",
    schema: parsed((text) => parseStoreUrl(text, "server")),
    initial: parseStoreUrl("sqlite:./millrace.db"),
    shown: "sqlite:./millrace.db, a file in the working directory",
  }),
  host: setting({
    flag: "--host <address>",
    env: "HOST",
    help: "address to listen on; localhost for this machine alone, by IPv4 and IPv6; * for all addresses",
    schema: parsed((text) => {
      if (text !== "") return text;
      throw new Error("must be an address or a host name");
    }),
    initial: "*",
    shown: "*, all of IPv4 and IPv6",
  }),
  port: setting({
    flag: "--port <number>",
    env: "PORT",
    help: "port to listen on, 0 for any free one",
    schema: wholeNumber(0, 65_535),
    initial: 8080,
    shown: "8080",
  }),
  corsOrigins: setting({
    flag: "--cors-origins <list>",
    env: "MILLRACE_CORS_ORIGINS",
    help: "origins whose web pages may call the server, separated by commas; * for all",
    schema: origins,
    initial: [],
    shown: "none",
  }),
  hosts: setting({
    flag: "--hosts <list>",
    env: "MILLRACE_HOSTS",
    help: "names by which clients reach the server over HTTP/1.1, besides localhost and addresses, separated by commas",
    schema: hosts,
    initial: undefined,
    shown: "any; none where host is this machine alone",
  }),
  messageBytes: setting({
    flag: "--message-bytes <size>",
    env: "MILLRACE_MESSAGE_BYTES",
    help: "largest message of a call",
    schema: size(1024, LARGEST_MESSAGE),
    initial: 4 * 1024 * 1024,
    shown: "4MiB",
  }),
  payloadBytes: setting({
    flag: "--payload-bytes <size>",
    env: "MILLRACE_PAYLOAD_BYTES",
    help: "largest payload of a job",
    schema: size(0, LARGEST_MESSAGE),
    initial: DEFAULT_LIMITS.payloadBytes,
    shown: "1MiB",
  }),
  resultBytes: setting({
    flag: "--result-bytes <size>",
    env: "MILLRACE_RESULT_BYTES",
    help: "largest result of a job",
    schema: size(0, LARGEST_MESSAGE),
    initial: DEFAULT_LIMITS.resultBytes,
    shown: "1MiB",
  }),
  batchJobs: setting({
    flag: "--batch-jobs <number>",
    env: "MILLRACE_BATCH_JOBS",
    help: "most jobs in one EnqueueBatch",
    schema: wholeNumber(1, 100_000),
    initial: DEFAULT_LIMITS.batchJobs,
    shown: "1000",
  }),
  metadataEntries: setting({
    flag: "--metadata-entries <number>",
    env: "MILLRACE_METADATA_ENTRIES",
    help: "most entries in a job's metadata",
    schema: wholeNumber(0, 10_000),
    initial: DEFAULT_LIMITS.metadataEntries,
    shown: "64",
  }),
  metadataBytes: setting({
    flag: "--metadata-bytes <size>",
    env: "MILLRACE_METADATA_BYTES",
    help: "largest metadata of a job, keys and values together",
    schema: size(0, LARGEST_MESSAGE),
    initial: DEFAULT_LIMITS.metadataBytes,
    shown: "8KiB",
  }),
  connections: setting({
    flag: "--connections <number>",
    env: "MILLRACE_CONNECTIONS",
    help: "most connections at once; the limit on open files (ulimit -n) may allow fewer",
    schema: wholeNumber(1, 1_000_000),
    initial: DEFAULT_PORT_LIMITS.connections,
    shown: "10000",
  }),
  connectionCalls: setting({
    flag: "--connection-calls <number>",
    env: "MILLRACE_CONNECTION_CALLS",
    help: "most open calls of one HTTP/2 connection, long polls and watches included",
    schema: wholeNumber(1, 1_000_000),
    initial: DEFAULT_PORT_LIMITS.connectionCalls,
    shown: "1000",
  }),
  connectionBytes: setting({
    flag: "--connection-bytes <size>",
    env: "MILLRACE_CONNECTION_BYTES",
    help: "most bytes of requests and unread answers of one connection",
    schema: size(64 * 1024, 64 * LARGEST_MESSAGE),
    initial: DEFAULT_PORT_LIMITS.connectionBytes,
    shown: "128MiB",
  }),
  heldBytes: setting({
    flag: "--held-bytes <size>",
    env: "MILLRACE_HELD_BYTES",
    help: "most bytes of requests and unread answers of all connections",
    schema: size(64 * 1024, 64 * LARGEST_MESSAGE),
    initial: DEFAULT_PORT_LIMITS.heldBytes,
    shown: "256MiB",
  }),
  headersTimeout: setting({
    flag: "--headers-timeout <length>",
    env: "MILLRACE_HEADERS_TIMEOUT",
    help: "how long a new connection may take to send its first bytes, and an HTTP/1.1 request its headers",
    schema: duration(100, 60 * MINUTE_MS),
    initial: DEFAULT_PORT_LIMITS.headersMs,
    shown: "60s",
  }),
  requestTimeout: setting({
    flag: "--request-timeout <length>",
    env: "MILLRACE_REQUEST_TIMEOUT",
    help: "how long a request may take to arrive",
    schema: duration(100, 60 * MINUTE_MS),
    initial: DEFAULT_PORT_LIMITS.requestMs,
    shown: "5m",
  }),
  answerTimeout: setting({
    flag: "--answer-timeout <length>",
    env: "MILLRACE_ANSWER_TIMEOUT",
    help: "how long a client may leave its answer unread",
    schema: duration(100, 60 * MINUTE_MS),
    initial: DEFAULT_PORT_LIMITS.answerMs,
    shown: "60s",
  }),
  idleTimeout: setting({
    flag: "--idle-timeout <length>",
    env: "MILLRACE_IDLE_TIMEOUT",
    help: "how long a connection stays open without a call",
    schema: duration(100, 24 * 60 * MINUTE_MS),
    initial: DEFAULT_PORT_LIMITS.idleMs,
    shown: "11m",
  }),
  storeTimeout: setting({
    flag: "--store-timeout <length>",
    env: "MILLRACE_STORE_TIMEOUT",
    help: "how long a call waits for the store when its caller sets no shorter deadline",
    schema: duration(100, 10 * MINUTE_MS),
    initial: 30_000,
    shown: "30s",
  }),
  drainGrace: setting({
    flag: "--drain-grace <length>",
    env: "MILLRACE_DRAIN_GRACE",
    help: "how long open calls may take to finish after SIGTERM or SIGINT",
    schema: duration(0, 60 * MINUTE_MS),
    initial: 25_000,
    shown: "25s",
  }),
  maintain: setting({
    flag: "--maintain <boolean>",
    env: "MILLRACE_MAINTAIN",
    help: "whether this server promotes, rescues and prunes jobs of idle queues",
    schema: yesNo,
    initial: true,
    shown: "true",
  }),
  maintainInterval: setting({
    flag: "--maintain-interval <length>",
    env: "MILLRACE_MAINTAIN_INTERVAL",
    help: "interval between two rounds of maintenance",
    schema: duration(10, 10 * MINUTE_MS),
    initial: 1_000,
    shown: "1s",
  }),
  readinessInterval: setting({
    flag: "--readiness-interval <length>",
    env: "MILLRACE_READINESS_INTERVAL",
    help: "interval between two checks of the store",
    schema: duration(10, 10 * MINUTE_MS),
    initial: 1_000,
    shown: "1s",
  }),
  schedules: setting({
    flag: "--schedules <file>",
    env: "MILLRACE_SCHEDULES",
    help: "file of schedules in YAML, which are put as the server starts",
    schema: scheduleFile.optional(),
    initial: undefined,
    shown: "none",
  }),
  linkSecret: setting({
    flag: "--link-secret-file <file>",
    env: "MILLRACE_LINK_SECRET_FILE",
    help: "file with the secret that signs links by which browsers signal runs, of at least 32 bytes",
    schema: secretFile.optional(),
    initial: undefined,
    shown: "none, no links",
  }),
  metrics: setting({
    flag: "--metrics <boolean>",
    env: "MILLRACE_METRICS",
    help: "whether /metrics shows metrics for Prometheus, to whoever reaches the port",
    schema: yesNo,
    initial: true,
    shown: "true",
  }),
  metricsPort: setting({
    flag: "--metrics-port <number>",
    env: "MILLRACE_METRICS_PORT",
    help: "port that shows the metrics instead, and nothing else; 0 for any free one",
    schema: wholeNumber(0, 65_535).optional(),
    initial: undefined,
    shown: "that of --port",
  }),
  ui: setting({
    flag: "--ui [boolean]",
    env: "MILLRACE_UI",
    help: "whether the dashboard is served, to whoever reaches the port",
    schema: yesNo.optional(),
    initial: undefined,
    shown: "true where host is this machine alone",
  }),
  uiPath: setting({
    flag: "--ui-path <path>",
    env: "MILLRACE_UI_PATH",
    help: "where the dashboard is served",
    schema: parsed((text) => {
      const path = `/${text}/`.replaceAll(/\/+/g, "/");
      if (isDashboardPath(path)) return path;
      throw new Error("must be a path such as /ui/");
    }),
    initial: "/ui/",
    shown: "/ui/",
  }),
  uiReadOnly: setting({
    flag: "--ui-read-only [boolean]",
    env: "MILLRACE_UI_READ_ONLY",
    help: "whether the dashboard's pages can change nothing",
    schema: yesNo,
    initial: false,
    shown: "false",
  }),
  uiHidePayloads: setting({
    flag: "--ui-hide-payloads [boolean]",
    env: "MILLRACE_UI_HIDE_PAYLOADS",
    help: "whether the dashboard's pages get no payloads and results",
    schema: yesNo,
    initial: false,
    shown: "false",
  }),
  uiLabel: setting({
    flag: "--ui-label <text>",
    env: "MILLRACE_UI_LABEL",
    help: "what the dashboard calls this server, such as production",
    schema: parsed((text) => {
      if (/^[\P{C}]*$/u.test(text) && Buffer.byteLength(text) <= 32) return text;
      throw new Error("must be a text of at most 32 bytes");
    }),
    initial: "",
    shown: "nothing",
  }),
  logLevel: setting({
    flag: "--log-level <level>",
    env: "MILLRACE_LOG_LEVEL",
    help: "debug (each call), info, warn, error or silent",
    schema: oneOf(["debug", "info", "warn", "error", "silent"]),
    initial: "info",
    shown: "info",
  }),
  logFormat: setting({
    flag: "--log-format <format>",
    env: "MILLRACE_LOG_FORMAT",
    help: "json, pretty, or auto: pretty on a terminal",
    schema: oneOf(["auto", "json", "pretty"]),
    initial: "auto",
    shown: "auto",
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** The program's configuration, every value checked; lengths of time are in milliseconds. */
export type Configuration = {
  readonly [Name in SettingName]: z.infer<(typeof SETTINGS)[Name]["schema"]>;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
