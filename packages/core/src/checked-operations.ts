import type { EpochMs } from "./clock.ts";
import { MillraceError } from "./millrace-error.ts";
import { encodeNameToken } from "./name-token.ts";
import {
  isOperationOver,
  type Operation,
  type OperationAction,
  type OperationPage,
  type OperationQuery,
  type OperationRequest,
  operationNotFound,
  tooManyOperations,
} from "./operation.ts";
import { checkOperationId, newOperationId } from "./operation-id.ts";
import {
  isMeant,
  type MatchedJobs,
  newOperation,
  type OperationJob,
  type OperationRecord,
  type OperationResult,
  shownOperation,
  stopOperation,
} from "./operation-record.ts";
import { checkOperationQuery, type OperationPlan, planOperation } from "./operation-request.ts";
import type { OpenOperation, OperationStore, OperationWork } from "./operation-store.ts";
import type { KeptOperation, StoreEngine } from "./store-engine.ts";

/** How many jobs are counted before an operation starts, and how many are looked at for that. */
const COUNTED_JOBS = 10_000;
const LOOKED_AT_JOBS = 20_000;
const COUNT_PAGE = 1_000;
/** How often a stop is tried that others' changes are in the way of. */
const STOP_TRIES = 20;

/** The operations of a `CheckedStore`. */
export class CheckedOperations implements OperationStore, OperationWork {
  readonly #engine: Pick<StoreEngine, "list" | "operations" | "changeAll">;
  readonly #requireOpen: () => void;

  constructor(
    engine: Pick<StoreEngine, "list" | "operations" | "changeAll">,
    requireOpen: () => void,
  ) {
    this.#engine = engine;
    this.#requireOpen = requireOpen;
  }

  async start(request: OperationRequest): Promise<Operation> {
    this.#requireOpen();
    const plan = planOperation(request);
    const { startedAt, ...counted } = await this.#count(plan);
    const record = newOperation(plan, newOperationId(startedAt), startedAt, counted);
    const { id, state } = record;
    const isOver = isOperationOver(state);
    const text = JSON.stringify(record);
    if (!(await this.#engine.operations.add({ id, text, isOver }))) throw tooManyOperations();
    return isOver ? this.get(id) : shownOperation(record, undefined);
  }

  async get(id: string): Promise<Operation> {
    this.#requireOpen();
    checkOperationId(id);
    return shown(await this.#read(id));
  }

  async list(query: OperationQuery = {}): Promise<OperationPage> {
    this.#requireOpen();
    const cursor = checkOperationQuery(query);
    const kept = await this.#engine.operations.list(cursor);
    const operations = kept.map(shown);
    const last = kept.length === cursor.limit ? kept.at(-1)?.id : undefined;
    return last === undefined
      ? { operations }
      : { operations, nextPageToken: encodeNameToken("operations", last) };
  }

  async stop(id: string): Promise<Operation> {
    this.#requireOpen();
    checkOperationId(id);
    for (let tries = 0; tries < STOP_TRIES; tries++) {
      const kept = await this.#read(id);
      const record = recordOf(kept);
      if (isOperationOver(record.state)) return shown(kept);
      const stopped = stopOperation(record);
      if (await this.save({ record: stopped, revision: kept.revision })) return this.get(id);
    }
    throw new MillraceError(
      "UNAVAILABLE",
      `nothing was stopped: other calls keep changing operation ${id}; try again`,
    );
  }

  async open(): Promise<OpenOperation[]> {
    this.#requireOpen();
    const kept = await this.#engine.operations.open();
    return kept.map((one) => ({ record: recordOf(one), revision: one.revision }));
  }

  async save(operation: OpenOperation): Promise<boolean> {
    this.#requireOpen();
    const { record, revision } = operation;
    const { id, state } = record;
    const text = JSON.stringify(record);
    return this.#engine.operations.replace({ id, revision, text, isOver: isOperationOver(state) });
  }

  async change(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]> {
    this.#requireOpen();
    return jobs.length === 0 ? [] : this.#engine.changeAll(action, jobs, reason);
  }

  /** Counts the jobs that an operation means which starts now, up to a bound. */
  async #count(plan: OperationPlan): Promise<MatchedJobs & { readonly startedAt: EpochMs }> {
    const { action, filter } = plan;
    let [matched, lookedAt] = [0, 0];
    let startedAt: EpochMs | undefined;
    let pageToken: string | undefined;
    do {
      const page = await this.#engine.list({
        ...filter,
        pageSize: COUNT_PAGE,
        ...(pageToken !== undefined && { pageToken }),
      });
      startedAt ??= page.asOf;
      const start = { action, startedAt };
      matched += page.jobs.filter((job) => isMeant(start, job)).length;
      lookedAt += page.lookedAt;
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined && matched < COUNTED_JOBS && lookedAt < LOOKED_AT_JOBS);
    return { matched, more: pageToken !== undefined, startedAt };
  }

  async #read(id: string): Promise<KeptOperation> {
    const kept = await this.#engine.operations.get(id);
    if (kept === undefined) throw operationNotFound(id);
    return kept;
  }
}

function recordOf({ text }: KeptOperation): OperationRecord {
  return JSON.parse(text) as OperationRecord;
}

function shown(kept: KeptOperation): Operation {
  return shownOperation(recordOf(kept), kept.endedAt);
}
