import { randomBytes } from "node:crypto";
import type { EpochMs, MillraceError } from "@millrace/core";
import { isSameButOlder } from "./same-but-older.ts";

/** All that a topic has, each under its name. */
export interface Found<Item> {
  readonly items: ReadonlyMap<string, Item>;
  /** Whether there are more than these. */
  readonly more: boolean;
}

/** What a reader has to be told. */
export interface FeedChange<Item> {
  /** Empty as long as nothing was found. */
  readonly cursor: string;
  /** Whether it is all; otherwise what is not named is as before. */
  readonly snapshot: boolean;
  readonly items: readonly Item[];
  readonly removed: readonly string[];
  readonly more: boolean;
  readonly error: MillraceError | undefined;
}

/** How far somebody has read a feed: all that a feed needs of a reader, however slow it is. */
export interface FeedPlace {
  /** -1 before the first read. */
  version: number;
  /** Where it wants to go on; empty once that is settled. */
  cursor: string;
}

/** How a feed is shown, and what its cursors are. */
export interface FeedForm<Item, Shown> {
  readonly show: (change: FeedChange<Item>) => Shown;
  /** The number of a change that every server gives it alike. Defaults to cursors of this feed alone. */
  readonly sequenceOf?: (item: Item) => number;
}

interface Entry<Item> {
  readonly item: Item;
  /** As it was told last, when, and by which version. */
  readonly told: Item;
  readonly toldMs: EpochMs;
  readonly version: number;
}

/** So many that are gone are remembered; a reader that is further behind is told all. */
const REMEMBERED = 1_000;

/**
 * A topic as it is now, for any number of readers. Each is told what has changed since it read last, which each
 * item and each removal knows by its version: nothing is kept for a reader but its place.
 */
export class TopicFeed<Item, Shown> {
  readonly #form: FeedForm<Item, Shown>;
  readonly #epoch = randomBytes(6).toString("base64url");
  readonly #listeners = new Set<() => void>();
  readonly #shown = new Map<number, Shown>();
  #version = 0;
  /** From which version on it is known what has changed; none before something was found. */
  #knownFrom = Number.POSITIVE_INFINITY;
  #entries = new Map<string, Entry<Item>>();
  #gone: { readonly name: string; readonly version: number }[] = [];
  #more = false;
  #error: MillraceError | undefined;
  #isOver = false;

  constructor(form: FeedForm<Item, Shown>) {
    this.#form = form;
  }

  /** Whether nothing will come any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Takes what was found, at a time that serves to tell how much older things have grown. */
  put({ items, more }: Found<Item>, now: EpochMs): void {
    const version = this.#version + 1;
    const isFirst = this.#knownFrom === Number.POSITIVE_INFINITY;
    let hasChanged = isFirst || more !== this.#more || this.#error !== undefined;
    const entries = new Map<string, Entry<Item>>();
    for (const [name, item] of items) {
      const known = this.#entries.get(name);
      const isTold = known !== undefined && isSameButOlder(known.told, item, now - known.toldMs);
      entries.set(name, isTold ? { ...known, item } : { item, told: item, toldMs: now, version });
      hasChanged ||= !isTold;
    }
    for (const name of this.#entries.keys()) {
      if (entries.has(name)) continue;
      this.#gone.push({ name, version });
      hasChanged = true;
    }
    this.#entries = entries;
    if (!hasChanged) {
      // What is shown to those who come now has the ages of now.
      this.#shown.clear();
      return;
    }
    if (isFirst) this.#knownFrom = version;
    this.#forget();
    this.#more = more;
    this.#error = undefined;
    this.#tell();
  }

  /** Tells readers why nothing new can be told; what was found before stands. */
  fail(error: MillraceError): void {
    // An outage is one piece of news, however often the store is asked.
    if (this.#error?.code === error.code && this.#error.message === error.message) return;
    this.#error = error;
    this.#tell();
  }

  /** As `fail`, for good; without an error, what was found last was all. */
  end(error?: MillraceError): void {
    this.#isOver = true;
    if (error !== undefined) this.fail(error);
  }

  /** Calls `listener` after each change, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What has changed since `place`, which moves on; undefined when there is nothing. */
  read(place: FeedPlace): Shown | undefined {
    const hasFound = this.#knownFrom !== Number.POSITIVE_INFINITY;
    if (place.cursor !== "" && hasFound) {
      place.version = this.#versionOf(place.cursor);
      place.cursor = "";
    }
    if (place.version === this.#version) return undefined;
    const since = place.version;
    place.version = this.#version;
    return this.#version === 0 ? undefined : this.#shownSince(since);
  }

  #shownSince(since: number): Shown {
    const shown = this.#shown.get(since) ?? this.#form.show(this.#changeSince(since));
    this.#shown.set(since, shown);
    return shown;
  }

  #changeSince(since: number): FeedChange<Item> {
    const hasFound = this.#knownFrom !== Number.POSITIVE_INFINITY;
    const snapshot = hasFound && since < this.#knownFrom;
    const entries = [...this.#entries.values()];
    const gone = snapshot ? [] : this.#gone.filter(({ version }) => version > since);
    return {
      cursor: hasFound ? this.#cursor() : "",
      snapshot,
      items: entries.filter(({ version }) => snapshot || version > since).map(({ item }) => item),
      // What came back is there.
      removed: [...new Set(gone.map(({ name }) => name))].filter(
        (name) => !this.#entries.has(name),
      ),
      more: this.#more,
      error: this.#error,
    };
  }

  #cursor(): string {
    const { sequenceOf } = this.#form;
    const [first] = this.#entries.values();
    if (sequenceOf !== undefined && first !== undefined) return String(sequenceOf(first.item));
    return `${this.#epoch}.${this.#version}`;
  }

  #versionOf(cursor: string): number {
    const { sequenceOf } = this.#form;
    const [first] = this.#entries.values();
    if (sequenceOf !== undefined && first !== undefined) {
      return sequenceOf(first.item) <= Number(cursor) ? first.version : -1;
    }
    const [epoch, version = ""] = cursor.split(".");
    const isOwn = epoch === this.#epoch && Number(version) <= this.#version;
    return isOwn ? Number(version) : -1;
  }

  #forget(): void {
    const excess = this.#gone.length - REMEMBERED;
    if (excess <= 0) return;
    const [last] = this.#gone.splice(0, excess).slice(-1);
    this.#knownFrom = Math.max(this.#knownFrom, last?.version ?? 0);
  }

  #tell(): void {
    this.#version++;
    this.#shown.clear();
    for (const listener of this.#listeners) listener();
  }
}
