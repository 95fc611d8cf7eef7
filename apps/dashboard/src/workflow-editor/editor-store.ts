import { systemClock } from "@millrace/core";
import type { Json } from "@millrace/workflow";
import { useSyncExternalStore } from "react";
import {
  type EditorDocument,
  type EditorText,
  readDocument,
  type TextFormat,
} from "./editor-document.ts";
import { rewriteText, writeText } from "./write-document.ts";

/** What the editor shows. */
export interface EditorState extends EditorText {
  readonly document: EditorDocument;
  /** What the text says or, while it says nothing, what it said last. */
  readonly definition: Json;
  /** The ids of steps. */
  readonly selection: readonly string[];
  /** What would be undone. */
  readonly undoes?: string;
  /** What would be done again. */
  readonly redoes?: string;
}

interface Change {
  readonly label: string;
  readonly before: Snapshot;
  after: Snapshot;
  /** Whether the next change of the same label, soon after, is a part of it. */
  readonly grows: boolean;
  at: number;
}

interface Snapshot extends EditorText {
  readonly selection: readonly string[];
}

interface ChangeOptions {
  readonly selection?: readonly string[];
  readonly grows?: boolean;
}

const MAX_CHANGES = 500;
/** What is typed without a longer rest is undone at once. */
const TYPING_REST_MS = 1_000;

/** The one document that all views show, and the one list of what was done to it. */
export class EditorStore {
  readonly #listeners = new Set<() => void>();
  readonly #done: Change[] = [];
  readonly #undone: Change[] = [];
  #state: EditorState;
  #opened: EditorText;

  /** @param opened what `text` was before it was edited. Defaults to the same. */
  constructor(text: EditorText, opened: EditorText = text) {
    this.#opened = opened;
    const document = readDocument(text);
    this.#state = { ...text, document, definition: definitionOf(document) ?? {}, selection: [] };
  }

  /** What was opened or saved last. */
  get opened(): EditorText {
    return this.#opened;
  }

  get state(): EditorState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  select(selection: readonly string[]): void {
    const { selection: before } = this.#state;
    if (before.length === selection.length && before.every((id, i) => id === selection[i])) return;
    this.#put({ ...this.#state, selection });
  }

  /**
   * Has the text say `definition`; not while it says nothing.
   *
   * @param grows whether it was typed, key by key.
   */
  change(
    label: string,
    definition: Json,
    { selection = this.#state.selection, grows = false }: ChangeOptions = {},
  ): void {
    const { document, format } = this.#state;
    if (!("definition" in document)) return;
    const text = rewriteText(this.#state, document.definition, definition);
    this.#do(label, { text, format, selection }, grows);
  }

  /** Takes what somebody has typed for the text. */
  type(text: string): void {
    const { format, selection } = this.#state;
    this.#do("typing", { text, format, selection }, true);
  }

  /** Puts another text in place of all. */
  replace(label: string, text: EditorText): void {
    this.#opened = text;
    this.#do(label, { ...text, selection: [] });
  }

  /** The text as it is was saved. */
  saved(): void {
    const { text, format } = this.#state;
    this.#opened = { text, format };
    this.#put({ ...this.#state });
  }

  setFormat(format: TextFormat): void {
    const { document, selection } = this.#state;
    if (format === this.#state.format || !("definition" in document)) return;
    const text = writeText(document.definition, format);
    this.#do(`as ${format.toUpperCase()}`, { text, format, selection });
  }

  undo(): void {
    const change = this.#done.pop();
    if (change === undefined) return;
    this.#undone.push(change);
    this.#show(change.before);
  }

  redo(): void {
    const change = this.#undone.pop();
    if (change === undefined) return;
    this.#done.push(change);
    this.#show(change.after);
  }

  #do(label: string, after: Snapshot, grows = false): void {
    const { text, format, selection } = this.#state;
    if (text === after.text && format === after.format) {
      this.select(after.selection);
      return;
    }
    const at = systemClock.now();
    const last = this.#done.at(-1);
    const isMore = grows && last?.grows === true && last.label === label;
    if (isMore && this.#undone.length === 0 && at - last.at < TYPING_REST_MS) {
      last.after = after;
      last.at = at;
    } else {
      this.#done.push({ label, before: { text, format, selection }, after, grows, at });
      if (this.#done.length > MAX_CHANGES) this.#done.shift();
      this.#undone.length = 0;
    }
    this.#show(after);
  }

  #show({ text, format, selection }: Snapshot): void {
    const isNew = text !== this.#state.text || format !== this.#state.format;
    const document = isNew ? readDocument({ text, format }) : this.#state.document;
    const definition = definitionOf(document) ?? this.#state.definition;
    this.#put({ text, format, selection, document, definition });
  }

  #put(state: EditorState): void {
    const { undoes: _undoes, redoes: _redoes, ...rest } = state;
    const [undoes, redoes] = [this.#done.at(-1)?.label, this.#undone.at(-1)?.label];
    this.#state = {
      ...rest,
      ...(undoes !== undefined && { undoes }),
      ...(redoes !== undefined && { redoes }),
    };
    for (const listener of this.#listeners) listener();
  }
}

function definitionOf(document: EditorDocument): Json | undefined {
  return "definition" in document ? document.definition : undefined;
}

export function useEditorState(store: EditorStore): EditorState {
  return useSyncExternalStore(store.subscribe, () => store.state);
}
