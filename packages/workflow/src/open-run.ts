import type { EpochMs, RunNews, StoredRun } from "@millrace/core";
import type { Steps } from "./definition.ts";
import type { Json } from "./json.ts";
import { LatestValues } from "./latest-values.ts";
import { isItemsPart } from "./map-state.ts";
import type { RunHome } from "./run-home.ts";
import { PART, type Parts, type Read } from "./run-parts.ts";
import { decodePart, type RunRecord } from "./run-record.ts";
import type { Workflow } from "./workflow.ts";
import type { WorkflowVersions } from "./workflow-versions.ts";

/** What parts are to be, over what they were. */
export interface PartChanges {
  readonly puts: ReadonlyMap<string, Json>;
  readonly deletes: ReadonlySet<string>;
}

interface OpenedRun {
  readonly stored: StoredRun;
  readonly news: readonly RunNews[];
  readonly now: EpochMs;
  readonly record: RunRecord;
  readonly workflow: Workflow;
  readonly parts: Map<string, Json | undefined>;
}

/** A run as it was read, and what is read of it besides. */
export class OpenRun {
  readonly stored: StoredRun;
  readonly record: RunRecord;
  readonly news: readonly RunNews[];
  readonly now: EpochMs;
  readonly workflow: Workflow;
  readonly #runs: RunHome["runs"];
  readonly #parts: Map<string, Json | undefined>;

  private constructor(home: RunHome, read: OpenedRun) {
    this.#runs = home.runs;
    this.stored = read.stored;
    this.news = read.news;
    this.now = read.now;
    this.record = read.record;
    this.workflow = read.workflow;
    this.#parts = read.parts;
  }

  /** @returns undefined when there is no such run. */
  static async read(
    home: RunHome,
    versions: WorkflowVersions,
    id: string,
    maxNews: number,
  ): Promise<OpenRun | undefined> {
    const { stored, news, now } = await home.runs.get(id, { maxNews });
    return stored && OpenRun.of(home, versions, stored, news, now);
  }

  /** The run that `stored` is. */
  static async of(
    home: RunHome,
    versions: WorkflowVersions,
    stored: StoredRun,
    news: readonly RunNews[] = [],
    now: EpochMs = stored.createdAt,
  ): Promise<OpenRun> {
    const record = JSON.parse(stored.record) as RunRecord;
    const { id, workflow: name } = stored;
    const { version, inside, state } = record;
    const written =
      inside === undefined
        ? await versions.get(name, version)
        : await versions.inside(name, version, inside);
    const parts = new Map<string, Json | undefined>();
    const workflow = await versions.added(id, written, state.added, async () => {
      const names = Array.from({ length: state.added }, (_, number) => PART.added(number));
      await readInto(parts, home.runs, id, names);
      return names.map((each) => parts.get(each) as unknown as Steps);
    });
    return new OpenRun(home, { stored, news, now, record, workflow, parts });
  }

  get id(): string {
    return this.stored.id;
  }

  /** What `look` finds, which gets the parts that it asks for; over `changes`, which are not written yet. */
  async look<Value>(look: (parts: Parts) => Read<Value>, changes?: PartChanges): Promise<Value> {
    for (;;) {
      const found = look(changes === undefined ? this.#parts : over(this.#parts, changes));
      if (!("needs" in found)) return found.value;
      await readInto(this.#parts, this.#runs, this.id, found.needs);
    }
  }
}

/** How many chunks of items of maps are kept of a store, of up to about 8 kB each. */
const KEPT_CHUNKS = 64;

/** By store: chunks of items, which never change, and which each item of a chunk asks for as it starts. */
const chunks = new WeakMap<RunHome["runs"], LatestValues<Json>>();

async function readInto(
  parts: Map<string, Json | undefined>,
  runs: RunHome["runs"],
  id: string,
  names: readonly string[],
): Promise<void> {
  const kept = chunks.get(runs) ?? new LatestValues<Json>(KEPT_CHUNKS);
  chunks.set(runs, kept);
  const known = new Map(names.map((name) => [name, kept.get(`${id} ${name}`)] as const));
  for (const [name, value] of known) if (value !== undefined) parts.set(name, value);
  const missing = names.filter((name) => known.get(name) === undefined);
  if (missing.length === 0) return;
  const read = await runs.get(id, { parts: missing });
  for (const name of missing) {
    const bytes = read.parts.get(name);
    const value = bytes === undefined ? undefined : decodePart(bytes);
    parts.set(name, value);
    if (value !== undefined && isItemsPart(name)) kept.set(`${id} ${name}`, value);
  }
}

function over(parts: Parts, { puts, deletes }: PartChanges): Parts {
  const all = new Map(parts);
  for (const name of deletes) all.set(name, undefined);
  for (const [name, value] of puts) all.set(name, value);
  return all;
}
