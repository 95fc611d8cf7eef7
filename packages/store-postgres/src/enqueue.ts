import {
  DEFAULT_LIMITS,
  type Enqueued,
  type EnqueueRequest,
  type EnqueueResult,
  enqueueOne,
  type Limits,
  MillraceError,
  newJobIds,
  planJobs,
  Refusals,
} from "@millrace/core";
import { columnReader } from "./column-reader.ts";
import { enqueueStatement } from "./enqueue-arguments.ts";
import { enqueueResults } from "./enqueue-results.ts";
import { readEnqueued, readRows, readStatement } from "./job-tables.ts";
import { faultKind } from "./postgres-fault.ts";
import { escapeIdentifier } from "./quoting.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "./schema-name.ts";
import type { Row, Statement } from "./statement.ts";
import { UNREPLICATED } from "./unreplicated.ts";

/** What is needed of a node-postgres client: a `Client`, or one that a `Pool` has handed out. */
export interface TransactionClient {
  query(config: {
    readonly text: string;
    readonly values: unknown[];
    readonly rowMode: "array";
    readonly types: { getTypeParser(oid: number, format?: string): (text: string) => unknown };
  }): Promise<{ readonly rows: unknown[][] }>;
}

export interface TransactionOptions {
  /** The schema that holds the jobs. Defaults to `millrace`. */
  readonly schema?: string;
  /** Defaults to `DEFAULT_LIMITS`, field by field. */
  readonly limits?: Partial<Limits>;
}

/**
 * Enqueues a job inside of the transaction that `client` is in: the job is there if and only if that
 * commits, and waiting workers are woken then. Outside of a transaction the job is there at once.
 *
 * ```ts
 * await client.query("BEGIN");
 * await client.query("INSERT INTO orders …");
 * await enqueue(client, { type: "confirm-order", payload });
 * await client.query("COMMIT");
 * ```
 *
 * The same idempotency key in another open transaction waits for its end. The schema must be there:
 * a store or {@link migrate} has made it.
 *
 * @throws MillraceError `INVALID_ARGUMENT`, `RESOURCE_EXHAUSTED`, or `ALREADY_EXISTS` for an
 *   idempotency key of another request, none of which fails the transaction; `FAILED_PRECONDITION`
 *   when the schema is not there. Other errors of `client` come as they are, for whoever repeats the
 *   transaction.
 */
export async function enqueue(
  client: TransactionClient,
  request: EnqueueRequest,
  options: TransactionOptions = {},
): Promise<Enqueued> {
  return enqueueOne({ enqueue: (requests) => enqueueAll(client, requests, options) }, request);
}

/** As {@link enqueue}, for many: one statement, each request taken or refused by itself. */
export async function enqueueAll(
  client: TransactionClient,
  requests: readonly EnqueueRequest[],
  { schema = DEFAULT_SCHEMA, limits }: TransactionOptions = {},
): Promise<EnqueueResult[]> {
  const name = escapeIdentifier(checkSchemaName(schema));
  const refusals = new Refusals();
  const jobs = planJobs(requests, { ...DEFAULT_LIMITS, ...limits }, UNREPLICATED, refusals);
  return refusals.among(jobs.length === 0 ? [] : await enqueueJobs());

  async function enqueueJobs(): Promise<EnqueueResult[]> {
    const ids = newJobIds(0, jobs.length);
    const rows = await run(enqueueStatement(name, jobs, ids));
    return enqueueResults(jobs, ids, readEnqueued(rows), async (wanted) => {
      return readRows(await run(readStatement(name, wanted))).jobs;
    });
  }

  async function run({ text, values = [] }: Statement): Promise<Row[]> {
    const types = {
      getTypeParser: (oid: number, format?: string) =>
        format === "binary" ? refuseBinary : columnReader(oid),
    };
    if (typeof client?.query !== "function") throw wrongClient();
    const asked = client.query({ text, values: [...values], rowMode: "array", types });
    const answer = await Promise.resolve(asked).catch((error: unknown) => {
      throw faultKind(error) === "missing" ? schemaMissing(schema, error as Error) : error;
    });
    if (!Array.isArray(answer?.rows) || !answer.rows.every(Array.isArray)) throw wrongClient();
    return answer.rows;
  }
}

function wrongClient(): MillraceError {
  const description =
    "must be a Client of node-postgres (pg), or one that its Pool has handed out; with others, such as postgres.js, Drizzle, Prisma or Knex, run the SQL function: SELECT millrace.enqueue('type', '{\"json\": 1}')";
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: client ${description}`, {
    violations: [{ field: "client", description }],
  });
}

function schemaMissing(schema: string, cause: Error): MillraceError {
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot enqueue: ${cause.message}; the schema ${JSON.stringify(schema)} does not exist or is not up to date: run migrate(url) of @millrace/store-postgres once, or start a store or a server on it`,
    { cause },
  );
}

/** The driver reads such answers as text before anyone else can. */
function refuseBinary(): never {
  const description = "reads answers in binary form; make it without `binary: true`";
  throw new MillraceError("INVALID_ARGUMENT", `cannot enqueue: the client ${description}`, {
    violations: [{ field: "client", description }],
  });
}
