import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type EpochMs, givesKeyUp, type Job, type UniqueHold } from "@millrace/core";
import { FIND_KEY_HOLDER, FIND_SUCCESSOR, HOLD_KEY, LET_GO_OF_KEY } from "../sql/statements.ts";
import { storedText } from "../sql/stored-text.ts";

/** A hold that no time ends. */
const NO_END = Number.MAX_SAFE_INTEGER;

/** A job whose row holds a unique key. */
export interface KeyHolder {
  readonly number: number;
  readonly id: string;
}

/** Who holds which unique key, as the rows of the jobs say. */
export class UniqueKeys {
  readonly #find: StatementSync;
  readonly #hold: StatementSync;
  readonly #letGo: StatementSync;
  readonly #findSuccessor: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(FIND_KEY_HOLDER);
    this.#find.setReturnArrays(true);
    this.#hold = database.prepare(HOLD_KEY);
    this.#letGo = database.prepare(LET_GO_OF_KEY);
    this.#findSuccessor = database.prepare(FIND_SUCCESSOR);
    this.#findSuccessor.setReturnArrays(true);
  }

  /** The job that holds a key, unless the time of its hold is over or it has expired. */
  holder(
    { type, concurrencyKey = "" }: Pick<Job, "type" | "concurrencyKey">,
    key: string,
    now: EpochMs,
  ): KeyHolder | undefined {
    const scope = storedText(concurrencyKey);
    const row = this.#find.get(type, storedText(key), scope) as unknown as HolderRow | undefined;
    if (row === undefined) return undefined;
    const [number, id, heldUntil, expiresAt] = row;
    if (heldUntil > now && (expiresAt === null || expiresAt > now)) return { number, id };
    this.#letGo.run(number);
    return undefined;
  }

  /** Has a job hold its key, which nobody does. */
  take(number: number, endsAt: EpochMs = NO_END): void {
    this.#hold.run(endsAt, number);
  }

  /** The id of the job that waits for the one that holds its key, to have it then. */
  successor(number: number): string | undefined {
    return this.#successorRow(number)?.[1];
  }

  /** Has the successor of a job hold its key, if both are there, for as long as that job would have. */
  passOn(number: number): void {
    const row = this.#successorRow(number);
    if (row === undefined) return;
    const [successor, , heldUntil] = row;
    if (heldUntil === null) return;
    this.#letGo.run(number);
    this.take(successor, heldUntil);
  }

  #successorRow(number: number): SuccessorRow | undefined {
    return this.#findSuccessor.get(number) as unknown as SuccessorRow | undefined;
  }

  /** To be told of each change of a job that has a key. */
  changed({ status }: Job, number: number, hold: UniqueHold): void {
    if (givesKeyUp(hold, status)) this.#letGo.run(number);
  }
}

type SuccessorRow = readonly [number: number, id: string, heldUntil: EpochMs | null];

type HolderRow = readonly [
  number: number,
  id: string,
  heldUntil: EpochMs,
  expiresAt: EpochMs | null,
];
