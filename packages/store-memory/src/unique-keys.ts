import { type EpochMs, givesKeyUp, type Job, type UniqueHold } from "@millrace/core";
import { type KeyField, scopedKey } from "./scoped-key.ts";

/** How a job holds its unique key. */
export interface KeyHold {
  readonly hold: UniqueHold;
  /** When the hold `TTL` ends. */
  readonly endsAt?: EpochMs;
}

/** Which job holds each unique key. A job gives up its own key alone, never one that is another's by now. */
export class UniqueKeys {
  readonly #holders = new Map<string, { readonly id: string; readonly endsAt: EpochMs }>();

  /** The id of the job that holds a key. */
  holder(job: Pick<Job, KeyField>, key: string, now: EpochMs): string | undefined {
    const holder = this.#holders.get(scopedKey(job, key));
    return holder !== undefined && holder.endsAt > now ? holder.id : undefined;
  }

  /** When the hold of a key ends, if its present one does. */
  endOf(job: Job, now: EpochMs): EpochMs | undefined {
    const { id, uniqueKey } = job;
    if (uniqueKey === undefined) return undefined;
    const holder = this.#holders.get(scopedKey(job, uniqueKey));
    return holder?.id === id && holder.endsAt > now ? holder.endsAt : undefined;
  }

  take(job: Job, { endsAt = Number.POSITIVE_INFINITY }: KeyHold): void {
    const { id, uniqueKey } = job;
    if (uniqueKey !== undefined) this.#holders.set(scopedKey(job, uniqueKey), { id, endsAt });
  }

  /** Has a job hold the key of another one, if that does, for as long as that would have. */
  pass(job: Job, successor: Job): void {
    const { id } = job;
    const name = scopedKey(job, job.uniqueKey as string);
    const holder = this.#holders.get(name);
    if (holder?.id === id) this.#holders.set(name, { ...holder, id: successor.id });
  }

  /** To be told of each change of a job that has a key. */
  changed(job: Job, { hold }: KeyHold): void {
    if (givesKeyUp(hold, job.status)) this.giveUp(job);
  }

  giveUp(job: Job): void {
    if (job.uniqueKey === undefined) return;
    const name = scopedKey(job, job.uniqueKey);
    if (this.#holders.get(name)?.id === job.id) this.#holders.delete(name);
  }
}
