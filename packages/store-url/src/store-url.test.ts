import { MillraceError } from "@millrace/core";
import { describe, expect, it, test } from "vitest";
import {
  parsePostgresUrl,
  parseRedisUrl,
  parseSqliteUrl,
  parseStoreUrl,
  storeUrlFromEnv,
} from "./store-url.ts";

describe("parseStoreUrl", () => {
  it.each([
    ["memory:", "memory", "memory:"],
    ["redis://localhost", "redis", "redis://localhost"],
    ["redis://localhost:6380/3", "redis", "redis://localhost:6380/3"],
    ["rediss://cache.example.com", "redis", "rediss://cache.example.com"],
    ["redis://[::1]:6379/", "redis", "redis://[::1]:6379/"],
    ["redis://cache?partitions=8&prefix=jobs", "redis", "redis://cache?partitions=8&prefix=jobs"],
    ["redis+cluster://a:7000,b:7001", "redis", "redis+cluster://a:7000,b:7001"],
    ["rediss+sentinel://a,b:26380/main/2", "redis", "rediss+sentinel://a,b:26380/main/2"],
    ["postgres://app@db:5433/jobs", "postgres", "postgres://app@db:5433/jobs"],
    ["postgresql://db/jobs?schema=queue", "postgres", "postgresql://db/jobs?schema=queue"],
    ["postgres:///jobs?host=/run/postgresql", "postgres", "postgres:///jobs?host=/run/postgresql"],
    ["postgres://%2Frun%2Fpg/jobs", "postgres", "postgres://%2Frun%2Fpg/jobs"],
    ["postgresql:///jobs?host=/run", "postgres", "postgresql:///jobs?host=/run"],
    ["postgres://app@/jobs?host=/run", "postgres", "postgres://app@/jobs?host=/run"],
    ["sqlite:./millrace.db", "sqlite", "sqlite:./millrace.db"],
    [
      "sqlite:/var/lib/a b%20.db?synchronous=normal",
      "sqlite",
      "sqlite:/var/lib/a b%20.db?synchronous=normal",
    ],
    ["http://queue:8080", "server", "http://queue:8080/"],
    ["https://queue.example.com/base", "server", "https://queue.example.com/base"],
  ])("reads %s", (text, kind, href) => {
    expect(parseStoreUrl(text)).toEqual({ kind, href, shown: href });
  });

  it("keeps the password for the store and hides it from people", () => {
    const url = parseStoreUrl("redis://user:s3cret@localhost:6379/1");
    expect(url.href).toContain("s3cret");
    expect(url.shown).toBe("redis://user:***@localhost:6379/1");
  });

  it("hides a password that should have been encoded", () => {
    expect(parseStoreUrl("redis://u:s3@cret@a").shown).toBe("redis://u:***@a");
    expect(parseRedisUrl("redis://u:s3@cret@a")).toMatchObject({ password: "s3@cret" });
  });

  it("hides the passwords of several hosts and of their Sentinels", () => {
    const url = parseStoreUrl("redis+sentinel://u:s3cret@a,b/main?sentinel_password=s3cret2");
    expect(url.href).toContain("s3cret2");
    expect(url.shown).toBe("redis+sentinel://u:***@a,b/main?sentinel_password=***");
  });

  it.each([
    "postgres://db/jobs?user=app&password=s3cret",
    "postgres://db/jobs?sslmode=require&sslpassword=s3cret",
    "postgres://u:s3cret@/jobs?host=/cloudsql/p:r:i",
    "postgres://u:s3@s3cret@db/jobs",
    "https://queue?token=s3cret",
    "https://queue?access_token=s3cret&api-key=s3cret&apikey=s3cret&client_secret=s3cret",
    "https://u:s3cret@queue",
  ])("hides what is secret in %s", (text) => {
    const url = parseStoreUrl(text);
    expect(url.href).toContain("s3cret");
    expect(url.shown).not.toContain("s3cret");
    expect(url.shown).toContain("***");
  });

  it("shows the names of files and all else that is no secret", () => {
    const text = "postgres://app@db/jobs?sslkey=/etc/key.pem&sslcert=/etc/a.pem&schema=queue";
    const { shown } = parseStoreUrl(text);
    expect(decodeURIComponent(shown)).toBe(text);
  });

  it.each([
    ["", "not a URL"],
    ["localhost:6379", "has no scheme; use redis://localhost:6379 for Redis there, or http://"],
    ["localhost:", "no store for localhost:"],
    ["mysql://u:s3cret@localhost", "no store for mysql:"],
    ["redis://", "names no host"],
    ["redis:///0", "names no host"],
    ["postgres:///jobs", "names no host"],
    ["postgres://u:s3cret@/jobs", "names no host"],
    ["postgres://u:s3cret@a:5432,b:5432/jobs", "one Postgres has one host"],
    ["postgres://u:s3cret@a:99999/jobs", "host or port cannot be read"],
    ["postgres://u:s3cret%ff@a/jobs", "cannot be decoded"],
    ["postgres://a/jobs?schemaa=queue", "did you mean schema?"],
    ["postgres://a/jobs?Schema=queue", "did you mean schema?"],
    ["postgres://a/jobs?ssl_mode=require", "did you mean sslmode?"],
    ["redis://localhost/zero", "the number of a database"],
    ["redis://a,b", "several are for redis+sentinel://"],
    ["redis+cluster://", "names no host"],
    ["redis+cluster://a:7000,", "names no host"],
    ["redis+cluster://a:70000", "host or port cannot be read"],
    ["redis+cluster://u:s3cret@a/3", "one database, 0"],
    ["redis+sentinel://a:26379", "the name of the master"],
    ["redis+sentinel://a/main/db", "the name of the master"],
    ["redis+proxy://a", "not the URL of a Redis"],
    ["redis://u:%zz@a", "cannot be decoded"],
    ["redis://a?partitions=0", "partitions must be a whole number from 1 to 1024"],
    ["redis://a?partitions=1e2", "partitions must be a whole number from 1 to 1024"],
    ["redis://a?replicas=0", "replicas must be a whole number from 1 to 16"],
    [
      "redis://a?replica_timeout_ms=1s",
      "replica_timeout_ms must be a whole number from 1 to 10000",
    ],
    ["redis://a?constructor=a", "no parameter constructor"],
    ["redis://a?prefix={b}", "without spaces and braces"],
    ["redis://a?family=6", "no parameter family"],
    ["redis://a?prefix=a&prefix=b", "prefix is there twice"],
    ["redis://a?ca=ca.pem", "which begins with rediss"],
    ["redis+cluster://a?sentinel_password=s3cret", "is for redis+sentinel://"],
    ["memory://x", 'just "memory:"'],
    ["sqlite:", "names no file"],
    ["sqlite:?synchronous=full", "names no file"],
    ["sqlite://host/a.db", "no host"],
    ["sqlite::memory:", 'just "memory:"'],
    ["sqlite:a.db?synchronous=off", "full or normal"],
    ["sqlite:a.db?sync=full", "no parameter sync"],
  ])("refuses %o and names the forms there are", (text, why) => {
    expect(() => parseStoreUrl(text)).toThrow(MillraceError);
    expect(() => parseStoreUrl(text)).toThrow(why);
    expect(() => parseStoreUrl(text)).toThrow(/^cannot use the URL: .*use redis:\/\//);
    expect(() => parseStoreUrl(text)).not.toThrow("s3cret");
  });

  it("names a server among what a client may use", () => {
    expect(() => parseStoreUrl("mysql://db")).toThrow(/memory:, http:\/\/host:port or https/);
    expect(() => parseStoreUrl("queue:8080")).toThrow(/, or http:\/\/queue:8080 for a server$/);
  });

  it.each([
    ["http://queue:8080", "a server cannot keep its jobs in another server"],
    ["https://queue", "a server cannot keep its jobs in another server"],
    ["mysql://db", "no store for mysql:"],
    ["queue:8080", "use redis://queue:8080 for Redis there"],
  ])("%s is no store of a server, which is told of no other server", (text, why) => {
    expect(() => parseStoreUrl(text, "server")).toThrow(why);
    expect(() => parseStoreUrl(text, "server")).not.toThrow(/http/);
    expect(() => storeUrlFromEnv({ MILLRACE_URL: text }, "server")).toThrow(`MILLRACE_URL: `);
    expect(() => storeUrlFromEnv({ MILLRACE_URL: text }, "server")).not.toThrow(/http/);
  });
});

describe("parsePostgresUrl", () => {
  it.each([
    [
      "postgres://u:p@/jobs?host=/cloudsql/p:r:i&schema=q",
      {
        connectionString: "postgres://u:p@/jobs?host=%2Fcloudsql%2Fp%3Ar%3Ai",
        schema: "q",
        host: "/cloudsql/p:r:i",
      },
    ],
    [
      "postgres://u@db:6432/jobs?options=-c%20jit%3Doff&statement_timeout=1&client_encoding=latin1",
      { connectionString: "postgres://u@db:6432/jobs", options: "-c jit=off", host: "db:6432" },
    ],
    [
      "postgres://%2Frun%2Fpg/jobs",
      { connectionString: "postgres://%2Frun%2Fpg/jobs", host: "/run/pg" },
    ],
  ])("reads %s", (text, read) => {
    expect(parsePostgresUrl(text)).toEqual({ schema: undefined, options: undefined, ...read });
  });
});

test("a Postgres URL may have every parameter that drivers and hosts know", () => {
  const names = `host hostaddr port dbname user password passfile require_auth channel_binding
    connect_timeout client_encoding options application_name fallback_application_name keepalives
    keepalives_idle keepalives_interval keepalives_count tcp_user_timeout replication gssencmode
    sslmode sslnegotiation sslcompression sslcert sslkey sslkeylogfile sslpassword sslcertmode
    sslrootcert sslcrl sslcrldir sslsni requirepeer ssl_min_protocol_version
    ssl_max_protocol_version krbsrvname gsslib gssdelegation service target_session_attrs
    load_balance_hosts ssl uselibpqcompat statement_timeout query_timeout lock_timeout pgbouncer
    connection_limit pool_timeout sslaccept sslidentity supa endpoint search_path schema`;
  for (const name of names.split(/\s+/)) {
    expect(parsePostgresUrl(`postgres://a/jobs?${name}=b`)).toMatchObject({
      schema: name === "schema" ? "b" : undefined,
    });
  }
});

describe("parseRedisUrl", () => {
  it.each([
    [
      "redis://a",
      { topology: "standalone", addresses: [{ host: "a", port: 6379 }], tls: false, database: 0 },
    ],
    [
      "rediss://ada:p%40ss@[::1]:6380/3?prefix=q&ca=/etc/ca.pem",
      {
        topology: "standalone",
        addresses: [{ host: "::1", port: 6380 }],
        tls: true,
        username: "ada",
        password: "p@ss",
        database: 3,
        prefix: "q",
        caFile: "/etc/ca.pem",
      },
    ],
    [
      "redis+sentinel://:secret@a,b:26380/main/2?sentinel_username=s&sentinel_password=p",
      {
        topology: "sentinel",
        addresses: [
          { host: "a", port: 26379 },
          { host: "b", port: 26380 },
        ],
        masterName: "main",
        tls: false,
        password: "secret",
        sentinelUsername: "s",
        sentinelPassword: "p",
        database: 2,
      },
    ],
    [
      "redis+cluster://a:7000,b:7001?partitions=16",
      {
        topology: "cluster",
        addresses: [
          { host: "a", port: 7000 },
          { host: "b", port: 7001 },
        ],
        tls: false,
        database: 0,
        partitions: 16,
      },
    ],
  ])("reads %s", (text, expected) => {
    expect(parseRedisUrl(text)).toEqual(expected);
  });
});

describe("parseSqliteUrl", () => {
  it.each([
    ["sqlite:./millrace.db", "./millrace.db", "full"],
    ["sqlite:/var/lib/a b%20.db", "/var/lib/a b%20.db", "full"],
    ["sqlite:///var/lib/jobs.db", "/var/lib/jobs.db", "full"],
    ["sqlite:C:\\jobs.db?synchronous=normal", "C:\\jobs.db", "normal"],
    ["sqlite:jobs.db?synchronous=full", "jobs.db", "full"],
  ])("reads %s", (text, file, synchronous) => {
    expect(parseSqliteUrl(text)).toEqual({ file, synchronous });
  });
});

describe("storeUrlFromEnv", () => {
  const all = {
    MILLRACE_URL: "memory:",
    REDIS_URL: "redis://from-url",
    REDIS_ADDR: "from-addr:6380",
    REDIS_PASSWORD: "p@ss/word",
    REDIS_DB: "2",
    POSTGRES_DSN: "postgres://from-dsn/jobs",
  };

  it.each([
    ["MILLRACE_URL", all, "memory:"],
    ["REDIS_URL", { ...all, MILLRACE_URL: "" }, "redis://from-url"],
    [
      "REDIS_ADDR",
      { ...all, MILLRACE_URL: undefined, REDIS_URL: "" },
      "redis://:p%40ss%2Fword@from-addr:6380/2",
    ],
    ["REDIS_ADDR", { REDIS_ADDR: "just-a-host" }, "redis://just-a-host"],
    ["POSTGRES_DSN", { POSTGRES_DSN: all.POSTGRES_DSN }, "postgres://from-dsn/jobs"],
    ["default", { REDIS_PASSWORD: "unused" }, "redis://localhost:6379"],
  ])("takes %s from %o", (source, env, href) => {
    expect(storeUrlFromEnv(env)).toMatchObject({ source, url: { href } });
  });

  it("says of the default that nobody has named it", () => {
    const { url } = storeUrlFromEnv({});
    expect(url).toMatchObject({ isDefault: true, shown: expect.stringContaining("MILLRACE_URL") });
    expect(storeUrlFromEnv({ MILLRACE_URL: url.href }).url).not.toHaveProperty("isDefault");
  });

  it.each([
    [{ MILLRACE_URL: "mysql://s3cret@x" }, "MILLRACE_URL"],
    [{ REDIS_URL: "http://x" }, "REDIS_URL"],
    [{ POSTGRES_DSN: "host=db user=s3cret" }, "POSTGRES_DSN"],
    [{ POSTGRES_DSN: "redis://x" }, "POSTGRES_DSN"],
    [{ REDIS_ADDR: "x", REDIS_DB: "two" }, "REDIS_ADDR"],
    [{ REDIS_ADDR: "x:port" }, "REDIS_ADDR"],
  ])("names the variable at fault in %o", (env, name) => {
    expect(() => storeUrlFromEnv(env)).toThrow(MillraceError);
    expect(() => storeUrlFromEnv(env)).toThrow(name);
    expect(() => storeUrlFromEnv(env)).not.toThrow("s3cret");
  });
});
