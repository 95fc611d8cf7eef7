import {
  DEFAULT_LIST_VIEW,
  DEFAULT_PAGE_SIZE,
  type EpochMs,
  type JobListing,
  type JobQuery,
  type JobStatus,
  type ListedJob,
  type ListedType,
  NEVER,
  type PageCursor,
  PROMOTED_STATUSES,
} from "@millrace/core";
import { selectedByView } from "./job-columns.ts";
import type { StoredJob } from "./job-row.ts";
import type { JobTables } from "./job-tables.ts";
import type { PgSession } from "./pg-session.ts";
import { sqlList } from "./sql.ts";

/** How many types are looked up at a time. */
const TYPES_STEP = 100;

/** A place in an index: its leading number and what tells equals apart. */
type ListPosition = readonly [number, string];

/** The jobs of the tables, read page by page in the order of their indexes. */
export class TableListing implements JobListing<ListPosition> {
  readonly #tables: JobTables;
  readonly #session: PgSession;
  readonly #query: JobQuery;

  constructor(tables: JobTables, session: PgSession, query: JobQuery) {
    this.#tables = tables;
    this.#session = session;
    this.#query = query;
  }

  /** One more than asked for, so that a full page already knows whether another one follows. */
  get #pageSize(): number {
    return (this.#query.pageSize ?? DEFAULT_PAGE_SIZE) + 1;
  }

  now(): Promise<EpochMs> {
    return this.#tables.now(this.#session);
  }

  async *types(from: string, wanted: readonly JobStatus[]): AsyncGenerator<ListedType> {
    for (let next = from; ; ) {
      const types = await this.#tables.types(this.#session, next, wanted, TYPES_STEP);
      yield* types;
      const last = types.at(-1);
      if (last === undefined || types.length < TYPES_STEP) return;
      // No type's name has this character, so this is the first name behind the last one.
      next = `${last.type}\u0001`;
    }
  }

  async *jobs(
    type: string,
    status: JobStatus,
    after: ListPosition | undefined,
  ): AsyncGenerator<ListedJob<ListPosition>> {
    let last = after;
    for (;;) {
      const jobs = await this.#page(type, status, last);
      for (const stored of jobs) {
        last = placeOf(stored);
        yield { place: last, job: stored.job };
      }
      if (jobs.length < this.#pageSize) return;
    }
  }

  isPlace(place: PageCursor): place is ListPosition {
    return place.length === 2 && Number.isFinite(place[0]) && typeof place[1] === "string";
  }

  #page(type: string, status: JobStatus, after: ListPosition | undefined): Promise<StoredJob[]> {
    const { table, order, tie, kept } = this.#source(status);
    const { view = DEFAULT_LIST_VIEW, reversed } = this.#query;
    const [comes, direction] = reversed ? ["<", "DESC"] : [">", "ASC"];
    const behind =
      after === undefined ? "" : `AND (${order}, ${tie.name}) ${comes} ($4, $5::${tie.type})`;
    const inOrder = `ORDER BY ${order} ${direction}, ${tie.name} ${direction} LIMIT $3`;
    const pages = kept.map(
      (condition) =>
        `SELECT ${selectedByView(table, view, this.#tables.schema)} FROM ${this.#tables.schema}.${table}
        WHERE type = $1 AND status = $2 AND ${condition} ${behind} ${inOrder}`,
    );
    const [only = ""] = pages;
    const statement = {
      text:
        pages.length === 1 ? only : `SELECT * FROM ((${pages.join(") UNION ALL (")})) p ${inOrder}`,
      values: [type, status, this.#pageSize, ...(after ?? [])],
    };
    return this.#tables.list(this.#session, statement, view);
  }

  /** The table and the order of a status. */
  #source(status: JobStatus) {
    const place = { name: "place", type: "bigint" };
    switch (status) {
      case "PENDING":
        // Those with a concurrency key have an index of their own.
        return {
          ...source("jobs", "coalesce(aged, -priority)", place, ""),
          kept: ["", "NOT "].map((not) => `status = 'PENDING' AND concurrency_key IS ${not}NULL`),
        };
      case "SCHEDULED":
      case "RETRYING":
        return source("jobs", "run_at", place, `status IN (${sqlList(PROMOTED_STATUSES)})`);
      case "RUNNING":
        return source("jobs", "lease_expires_at", place, "status = 'RUNNING'");
      case "BLOCKED":
        return source("jobs", "place", { name: "id", type: "text" }, "status = 'BLOCKED'");
      case "COMPLETED":
      case "FAILED":
      case "CANCELLED": {
        const now = `${this.#tables.schema}.now_ms()`;
        return source(
          "finished",
          "expires_at",
          { name: "id", type: "text" },
          `expires_at > ${now}`,
        );
      }
    }
  }
}

function source(
  table: "jobs" | "finished",
  order: string,
  tie: { name: string; type: string },
  kept: string,
) {
  return { table, order, tie, kept: [kept] };
}

function placeOf({ job, place, aged }: StoredJob): ListPosition {
  switch (job.status) {
    case "PENDING":
      return [aged ?? -job.priority, place];
    case "SCHEDULED":
    case "RETRYING":
      return [job.runAt, place];
    case "RUNNING":
      return [job.leaseExpiresAt ?? 0, place];
    case "BLOCKED":
      return [Number(place), job.id];
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
      return [job.expiresAt ?? NEVER, job.id];
  }
}
