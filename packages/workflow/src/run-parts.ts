import type { Json } from "./json.ts";

/**
 * What a run has besides its state, by name: input, results, items of maps, signals, history. An entry that is
 * `undefined` stands for a part of which is known that there is none.
 */
export type Parts = ReadonlyMap<string, Json | undefined>;

/** Parts that have to be read first; then one asks again with these, too. */
export interface RunNeeds {
  readonly needs: readonly string[];
}

/** The names of parts. */
export const PART = {
  input: "input",
  /** When a step has started: {@link StepStart}. */
  start: (step: string) => `start/${step}`,
  /** How a step has ended: {@link StepEndPart}. */
  end: (step: string) => `end/${step}`,
  result: (step: string) => `result/${step}`,
  signal: (id: string) => `signal/${id}`,
  /** Steps that were added while the run went on. */
  added: (number: number) => `added/${number}`,
  history: (chunk: number) => `history/${chunk}`,
} as const;

export interface StepStart {
  readonly at: number;
  readonly epoch: number;
}

export interface StepEndPart {
  readonly at: number;
  readonly epoch: number;
  readonly error?: string;
  readonly by?: string;
}

/** Thrown where a part is not there, and caught by {@link readParts}. */
class PartsMissing {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
  }
}

/** A value that was read from parts, or the parts that it needs. */
export type Read<Value> = { readonly value: Value } | RunNeeds;

/** What `read` returns, or the parts that it needs for that. */
export function readParts<Value>(read: () => Value): Read<Value> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof PartsMissing) return { needs: error.names };
    throw error;
  }
}

/** Parts that were read, with what is to be written over them. */
export class PartsDraft {
  readonly puts = new Map<string, Json>();
  readonly deletes = new Set<string>();
  readonly #given: Parts;

  constructor(given: Parts) {
    this.#given = given;
  }

  /** Ends what is going on, unless all of `names` were read. */
  require(names: Iterable<string>): void {
    const missing = [...new Set(names)].filter(
      (name) => !this.puts.has(name) && !this.deletes.has(name) && !this.#given.has(name),
    );
    if (missing.length > 0) throw new PartsMissing(missing);
  }

  /** A part; `undefined` when there is none. */
  get(name: string): Json | undefined {
    this.require([name]);
    if (this.deletes.has(name)) return undefined;
    return this.puts.has(name) ? this.puts.get(name) : this.#given.get(name);
  }

  put(name: string, value: Json): void {
    this.deletes.delete(name);
    this.puts.set(name, value);
  }

  delete(name: string): void {
    this.puts.delete(name);
    this.deletes.add(name);
  }
}
