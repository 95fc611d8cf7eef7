import { MillraceError, type RunOrderOptions, systemClock } from "@millrace/core";
import type { OpenedStore } from "@millrace/open";
import type { ScheduleHome } from "@millrace/schedule";
import { parseStoreUrl, type StoreUrl, storeUrlFromEnv } from "@millrace/store-url";
import type { Json, RunHome, Steps, ToldEvent, WorkflowDefinition } from "@millrace/workflow";
import type { CallUntilClosed, ClientSchedules } from "../client-schedules.ts";
import type { ClientStore } from "../client-store.ts";
import type { ClientWorkflows } from "../client-workflows.ts";
import type { DirectStore, DirectStoreOptions } from "../direct-store.ts";

/** What `url`, or else the environment, leads to. */
export function readUrl(url: string | undefined): StoreUrl {
  return url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
}

/** The store that `url` names. */
export function directStore(url: StoreUrl, options: DirectStoreOptions): DirectStore {
  return new LazyStore(url, options);
}

/** The schedules of the store that `open` leads to. */
export async function directSchedules(
  call: CallUntilClosed,
  open: () => ClientStore | Promise<ClientStore>,
): Promise<ClientSchedules> {
  const [{ previewSchedule, Schedules }, { ClientSchedules }] = await Promise.all([
    import("@millrace/schedule"),
    import("../client-schedules.ts"),
  ]);
  const schedules = async () => new Schedules(asHome(await open()));
  return new ClientSchedules(call, {
    preview: async (request) => previewSchedule(request, systemClock.now()),
    upsert: async (...args) => (await schedules()).upsert(...args),
    get: async (name) => (await schedules()).get(name),
    list: async (query) => (await schedules()).list(query),
    delete: async (...args) => (await schedules()).delete(...args),
    pause: async (...args) => (await schedules()).pause(...args),
    resume: async (...args) => (await schedules()).resume(...args),
    trigger: async (...args) => (await schedules()).trigger(...args),
    backfill: async (...args) => (await schedules()).backfill(...args),
    cancelBackfill: async (name) => (await schedules()).cancelBackfill(name),
    firings: async (name) => (await schedules()).firings(name),
  });
}

/** The workflows of the store that `open` leads to. */
export async function directWorkflows(
  call: CallUntilClosed,
  open: () => ClientStore | Promise<ClientStore>,
): Promise<ClientWorkflows> {
  const [{ runsOf, validateWorkflow }, { ClientWorkflows }] = await Promise.all([
    import("@millrace/workflow"),
    import("../client-workflows.ts"),
  ]);
  const runs = async () => runsOf(asRunHome(await open()));
  const tell = async (id: string, event: ToldEvent, { by }: RunOrderOptions) =>
    (await runs()).tell(id, by === undefined ? event : { ...event, by });
  return new ClientWorkflows(call, {
    validate: async (definition) => validateWorkflow(definition),
    put: async (definition) => (await runs()).put(definition as WorkflowDefinition),
    get: async (...args) => (await runs()).getWorkflow(...args),
    list: async (query) => (await runs()).listWorkflows(query),
    start: async (...args) => (await runs()).start(...args),
    getRun: async (id, steps) => (await runs()).get(id, { steps }),
    listRuns: async (query) => (await runs()).list(query),
    async *watch(id, afterSequence, signal) {
      yield* (await runs()).watch(id, afterSequence, { signal });
    },
    cancel: (id, { reason, ...who }) =>
      tell(id, { kind: "cancel", ...(reason !== undefined && { reason }) }, who),
    pause: (id, who) => tell(id, { kind: "pause" }, who),
    resume: (id, who) => tell(id, { kind: "resume" }, who),
    signal: async (...args) => (await runs()).signal(...args),
    signalLink: async () => {
      throw new MillraceError(
        "FAILED_PRECONDITION",
        "links are signed and answered by a server: ask one for it, by its URL",
      );
    },
    rerun: (id, { from = "FAILED", input, ...who }) =>
      tell(id, { kind: "rerun", from, ...(input !== undefined && { input: input as Json }) }, who),
    retryStep: (id, step, { mode: how = "RESUME", ...who }) =>
      tell(id, { kind: "retry", step, how }, who),
    skipStep: (id, step, result, who) =>
      tell(id, { kind: "skip", step, result: result as Json }, who),
    addSteps: (id, steps, who) => tell(id, { kind: "add", steps: steps as Steps }, who),
    history: async (...args) => (await runs()).history(...args),
    stepResult: async (...args) => (await runs()).stepResult(...args),
    delete: async (id) => (await runs()).delete(id),
  });
}

function asRunHome(store: ClientStore): RunHome {
  if ((store as Partial<RunHome>).runs !== undefined) return store as ClientStore & RunHome;
  throw new MillraceError(
    "FAILED_PRECONDITION",
    "the store of the client has no workflows: give it a whole store, such as a MemoryStore",
  );
}

function asHome(store: ClientStore): ScheduleHome {
  if (hasSchedules(store)) return store;
  throw new MillraceError(
    "FAILED_PRECONDITION",
    "the store of the client has no schedules: give it a whole store, such as a MemoryStore",
  );
}

function hasSchedules(store: ClientStore): store is ClientStore & ScheduleHome {
  return (store as Partial<ScheduleHome>).schedules !== undefined;
}

class LazyStore implements DirectStore {
  readonly #url: StoreUrl;
  readonly #options: DirectStoreOptions;
  readonly #closed = new AbortController();
  #opening: Promise<OpenedStore> | undefined;
  #store: ClientStore | Promise<ClientStore> | undefined;

  constructor(url: StoreUrl, options: DirectStoreOptions) {
    this.#url = url;
    this.#options = options;
  }

  open(): ClientStore | Promise<ClientStore> {
    this.#store ??= this.#openNow();
    return this.#store;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  #openNow(): Promise<ClientStore> {
    this.#opening = this.#load();
    const opening = this.#opening.then(({ store }) => store);
    // Ahead of the calls that wait for it, so that a later one does not overtake them.
    opening.then(
      (store) => {
        this.#store = store;
      },
      () => {
        this.#store = undefined;
      },
    );
    return opening;
  }

  async #load(): Promise<OpenedStore> {
    const { openStore } = await import("@millrace/open");
    return await openStore(this.#url, { ...this.#options, signal: this.#closed.signal });
  }
}
