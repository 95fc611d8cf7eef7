import type { Engine } from "./engine.ts";
import type { Fault } from "./fault.ts";

/** One kind of engine. */
export interface EngineKind<Opened extends Engine = Engine> {
  /** For people: store, and how it keeps its jobs. */
  readonly name: string;
  /** What its faults are injected into, in a sentence: `Redis`, `the server`. */
  readonly what: string;
  /** Why it cannot be started here, or `undefined` when it can. */
  readonly missing: string | undefined;
  /** The faults that it can have. */
  readonly faults: readonly Fault<Opened>[];
  open(): Promise<Opened>;
}
