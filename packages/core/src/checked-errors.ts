import { decodeBase64url, encodeBase64url } from "./base64.ts";
import { ErrorGrouping } from "./error-grouping.ts";
import {
  checkErrorGroupQuery,
  ERROR_STATUSES,
  type ErrorGroupPage,
  type ErrorGroupQuery,
  type ErrorStatus,
  type ErrorStore,
} from "./error-store.ts";
import { FieldCheck } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, encodeNameToken } from "./name-token.ts";
import type { QueueCounts } from "./queue-counts.ts";
import type { StoreEngine } from "./store-engine.ts";

const DEFAULT_LOOK_AT = 1_000;
/** Of each type and status, where all types are looked at, however many there are. */
const LEAST_LOOK_AT = 10;

/** Where the listing of each status goes on; a status that it does not have is at its end. */
type Places = { readonly [Status in ErrorStatus]?: string };

/** Which jobs to look at next. */
interface Part {
  readonly type: string;
  readonly status: ErrorStatus;
  readonly pageToken: string;
  readonly lookAt: number;
}

/** The errors of a `CheckedStore`. */
export class CheckedErrors implements ErrorStore {
  readonly #engine: Pick<StoreEngine, "list" | "queues">;
  readonly #requireOpen: () => void;

  constructor(engine: Pick<StoreEngine, "list" | "queues">, requireOpen: () => void) {
    this.#engine = engine;
    this.#requireOpen = requireOpen;
  }

  async listGroups(query: ErrorGroupQuery = {}): Promise<ErrorGroupPage> {
    this.#requireOpen();
    checkErrorGroupQuery(query);
    const { type } = query;
    return type === undefined ? this.#ofAllTypes(query) : this.#ofType(type, query);
  }

  async #ofType(type: string, query: ErrorGroupQuery): Promise<ErrorGroupPage> {
    const { lookAt = DEFAULT_LOOK_AT, pageToken = "" } = query;
    const places = decodePlaces(type, pageToken);
    const statuses = wantedStatuses(query).filter((status) => places[status] !== undefined);
    const grouping = new ErrorGrouping();
    const next: { [Status in ErrorStatus]?: string } = {};
    let left = lookAt;
    for (const [i, status] of statuses.entries()) {
      // What one status does not need, the other one has.
      const share = Math.ceil(left / (statuses.length - i));
      const before = grouping.lookedAt;
      const part = { type, status, pageToken: places[status] ?? "", lookAt: share };
      const place = await this.#lookAt(part, grouping);
      if (place !== undefined) next[status] = place;
      left -= grouping.lookedAt - before;
    }
    const queues = [await this.#engine.queues.get(type)];
    const page = { ...grouping.result(), ...countOf(queues, wantedStatuses(query)) };
    if (Object.keys(next).length === 0) return page;
    return { ...page, nextPageToken: encodePlaces(type, next) };
  }

  async #ofAllTypes(query: ErrorGroupQuery): Promise<ErrorGroupPage> {
    const { lookAt = DEFAULT_LOOK_AT, pageToken = "" } = query;
    const statuses = wantedStatuses(query);
    const check = new FieldCheck();
    const after = decodeNameToken(check, "errors", pageToken);
    check.throwIfInvalid("cannot list error groups");
    const limit = BOUNDS.maxQueuePageSize;
    const { queues, last } = await this.#engine.queues.list({ after, limit });
    const parts = queues.flatMap(({ type, counts }) =>
      statuses
        .filter((status) => counts[status].jobs > 0)
        .map((status) => ({ type, status, pageToken: "" })),
    );
    const share = Math.max(LEAST_LOOK_AT, Math.floor(lookAt / Math.max(1, parts.length)));
    const grouping = new ErrorGrouping();
    for (const part of parts) await this.#lookAt({ ...part, lookAt: share }, grouping);
    const page = { ...grouping.result(), ...countOf(queues, statuses) };
    return last === undefined ? page : { ...page, nextPageToken: encodeNameToken("errors", last) };
  }

  /** The latest jobs first. @returns where to go on, if there are more. */
  async #lookAt(part: Part, grouping: ErrorGrouping): Promise<string | undefined> {
    const { type, status } = part;
    let pageToken: string | undefined = part.pageToken;
    for (let left = part.lookAt; left > 0 && pageToken !== undefined; ) {
      const page = await this.#engine.list({
        ...{ type, statuses: [status], reversed: true, errorDetails: true },
        pageSize: Math.min(left, BOUNDS.maxPageSize),
        pageToken,
      });
      for (const job of page.jobs) grouping.add(job);
      left -= page.jobs.length;
      pageToken = page.nextPageToken;
    }
    return pageToken;
  }
}

function wantedStatuses({ statuses }: ErrorGroupQuery): ErrorStatus[] {
  return ERROR_STATUSES.filter((status) => statuses?.includes(status) ?? true);
}

function countOf(queues: readonly QueueCounts[], statuses: readonly ErrorStatus[]) {
  const counts = queues.flatMap(({ counts }) => statuses.map((status) => counts[status]));
  return {
    jobs: counts.reduce((sum, { jobs }) => sum + jobs, 0),
    more: counts.some(({ more }) => more),
  };
}

function encodePlaces(type: string, places: Places): string {
  return encodeBase64url(new TextEncoder().encode(JSON.stringify([type, places])));
}

/** @throws MillraceError `INVALID_ARGUMENT` for a token that is not of the errors of `type`. */
function decodePlaces(type: string, pageToken: string): Places {
  if (pageToken === "") return { RETRYING: "", FAILED: "" };
  try {
    const text = new TextDecoder().decode(decodeBase64url(pageToken));
    const [of, places] = JSON.parse(text) as [unknown, Record<string, unknown>];
    if (of === type && Object.values(places).every((place) => typeof place === "string")) {
      return places as Places;
    }
  } catch {
    // What cannot be read is none either.
  }
  const check = new FieldCheck();
  check.invalid(
    "pageToken",
    "is not of the errors of this type; give the token of the page before, or none for the first page",
  );
  throw check.error("cannot list error groups");
}
