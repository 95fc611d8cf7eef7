import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PostgresCluster } from "@millrace/faults";
import { openStore } from "@millrace/open";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const folder = process.env["MILLRACE_TEST_POSTGRES_FOLDER"];
const START = { timeout: 20_000, interval: 50 };

/** Who may come in, and how. */
const HBA = [
  "host all ada 127.0.0.1/32 scram-sha-256",
  "host all eve 127.0.0.1/32 reject",
  "host all all 127.0.0.1/32 trust",
];
const ROLES = [
  "CREATE ROLE ada LOGIN PASSWORD 's3cret'",
  "GRANT CREATE ON DATABASE postgres TO ada",
  "CREATE ROLE eve LOGIN",
  "CREATE ROLE bob LOGIN",
  "CREATE ROLE reader LOGIN",
  "ALTER ROLE reader SET default_transaction_read_only = on",
];

/** Opens the store of a server, as its start does; resolves with the warnings. */
async function open(url: string): Promise<string[]> {
  const warnings: string[] = [];
  const logger = { warn: (_: object, text: string) => warnings.push(text) };
  const opened = await openStore(url, { logger });
  await opened.close();
  return warnings;
}

describe("a Postgres in which jobs cannot be kept", () => {
  let settings: string;
  let cluster: PostgresCluster | undefined;

  beforeAll(async () => {
    settings = mkdtempSync(join(tmpdir(), "millrace-hba-"));
    const file = join(settings, "pg_hba.conf");
    writeFileSync(file, `${HBA.join("\n")}\n`);
    // Postgres may run as another user.
    chmodSync(settings, 0o755);
    if (folder === undefined) return;
    cluster = await PostgresCluster.create(folder, { hba_file: file });
    cluster.start();
    const client = await connected(cluster.url);
    for (const role of ROLES) await client.query(role);
    await client.end();
  }, 60_000);

  afterAll(async () => {
    await cluster?.remove();
    rmSync(settings, { recursive: true, force: true });
  });

  const CASES: readonly (readonly [what: string, change: (url: URL) => void, told: RegExp])[] = [
    [
      "a wrong password",
      (url) => {
        url.username = "ada";
        url.password = "wrong";
      },
      /password authentication failed for user "ada"; check the user and the password in the URL/,
    ],
    [
      "no password where one is needed",
      (url) => {
        url.username = "ada";
      },
      /it asks for a password, and the URL has none; write it after the user/,
    ],
    [
      "a user that there is not",
      (url) => {
        url.username = "nobody";
      },
      /role "nobody" does not exist; check the user and the password in the URL/,
    ],
    [
      "a user that may not come in",
      (url) => {
        url.username = "eve";
      },
      /pg_hba.conf rejects connection .*; check the user and the password in the URL, and pg_hba.conf/,
    ],
    [
      "a database that there is not",
      (url) => {
        url.pathname = "/nowhere";
      },
      /database "nowhere" does not exist; create it \(createdb\), or name another one in the URL/,
    ],
    [
      "a user that may not make the schema",
      (url) => {
        url.username = "bob";
      },
      /permission denied for database postgres; grant CREATE on the database to this user/,
    ],
    [
      "a user that may only read",
      (url) => {
        url.username = "reader";
      },
      /default_transaction_read_only is on.*turn it off for the role and the database/,
    ],
    [
      "TLS where there is none",
      (url) => {
        url.searchParams.set("sslmode", "verify-full");
      },
      /The server does not support SSL connections; check sslmode in the URL/,
    ],
  ];

  test.for(CASES)("says so at the start: %s", async ([, change, told], context) => {
    if (cluster === undefined) return skip(context);
    const url = new URL(cluster.url);
    change(url);
    const refusal = expect(open(url.href)).rejects;
    await refusal.toMatchObject({ code: "FAILED_PRECONDITION" });
    const host = `cannot use Postgres at 127.0.0.1:${url.port}: `;
    await expect(open(url.href)).rejects.toThrow(new RegExp(`^${host}${told.source}`));
  });

  test("takes jobs of a user with a password that is right", async (context) => {
    if (cluster === undefined) return skip(context);
    const url = new URL(cluster.url);
    url.username = "ada";
    url.password = "s3cret";
    expect(await open(url.href)).toEqual([]);
  });

  test("says so at the start: a standby", async (context) => {
    if (cluster === undefined) return skip(context);
    await cluster.end("SIGINT");
    cluster.becomeStandby();
    cluster.start();
    await (await connected(cluster.url)).end();
    await expect(open(cluster.url)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(
        "it is a standby, which can only be read; name the primary in the URL",
      ),
    });
  });
});

test("a Redis that is not there is waited for, and where it was is told once", async () => {
  expect(await open("redis://127.0.0.1:1")).toEqual([
    expect.stringMatching(
      /^Redis at 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); check that it runs and that the URL is right$/,
    ),
  ]);
});

test("a Postgres that is not there is waited for, and where it was is told", async () => {
  expect(await open("postgres://127.0.0.1:1/db")).toEqual([
    expect.stringMatching(
      /^Postgres at 127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\); check that it runs and that the URL is right$/,
    ),
  ]);
});

function skip(context: { skip(reason: string): void }): void {
  context.skip("MILLRACE_TEST_POSTGRES_FOLDER names no folder of binaries");
}

/** A connection, once the server takes them. */
function connected(url: string): Promise<Client> {
  return vi.waitFor(async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client;
  }, START);
}
