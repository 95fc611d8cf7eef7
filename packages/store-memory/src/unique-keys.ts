import { type EpochMs, givesKeyUp, type Job, type UniqueHold } from "@millrace/core";

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
  holder(type: string, key: string, now: EpochMs): string | undefined {
    const holder = this.#holders.get(typeAndKey(type, key));
    return holder !== undefined && holder.endsAt > now ? holder.id : undefined;
  }

  take({ id, type, uniqueKey }: Job, { endsAt = Number.POSITIVE_INFINITY }: KeyHold): void {
    if (uniqueKey !== undefined) this.#holders.set(typeAndKey(type, uniqueKey), { id, endsAt });
  }

  /** Has a job hold the key of another one, if that does, for as long as that would have. */
  pass({ id, type, uniqueKey }: Job, successor: Job): void {
    const name = typeAndKey(type, uniqueKey as string);
    const holder = this.#holders.get(name);
    if (holder?.id === id) this.#holders.set(name, { ...holder, id: successor.id });
  }

  /** To be told of each change of a job that has a key. */
  changed(job: Job, { hold }: KeyHold): void {
    if (givesKeyUp(hold, job.status)) this.giveUp(job);
  }

  giveUp({ id, type, uniqueKey }: Job): void {
    if (uniqueKey === undefined) return;
    const name = typeAndKey(type, uniqueKey);
    if (this.#holders.get(name)?.id === id) this.#holders.delete(name);
  }
}

// A type has no space in its name.
const typeAndKey = (type: string, key: string) => `${type} ${key}`;
