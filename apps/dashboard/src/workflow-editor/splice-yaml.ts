import type { Json, JsonObject } from "@millrace/workflow";
import { Document, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from "yaml";
import { isObject } from "../workflow-graph/step-list.ts";
import { isSameJson } from "./same-json.ts";
import { yamlText } from "./yaml-text.ts";

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const LAYOUT = { lineWidth: 0 } as const;

/**
 * The YAML text that says `after` in place of `before`, in which nothing is written anew but what has changed. A field in
 * the place of another one is taken for that one by another name.
 *
 * @returns `undefined` when that cannot be done piece by piece.
 */
export function spliceYaml(text: string, before: Json, after: Json): string | undefined {
  const { contents } = parseDocument(text);
  if (!isBlockMap(contents) || !isObject(before) || !isObject(after)) return undefined;
  const splicer = new Splicer(text);
  if (!splicer.map(contents, before, after)) return undefined;
  const spliced = splicer.spliced();
  const read = parseDocument(spliced);
  return read.errors.length === 0 && isSameJson(read.toJS() as Json, after) ? spliced : undefined;
}

class Splicer {
  readonly #text: string;
  readonly #indent: number;
  readonly #splices: Splice[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#indent = Math.min(8, /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2);
  }

  /** The text with all that was noted. */
  spliced(): string {
    let text = this.#text;
    // Those at one place stand in the order in which they were noted.
    for (const splice of this.#splices.toReversed().sort((a, b) => b.from - a.from)) {
      text = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
    }
    return text;
  }

  /** Notes what makes `map` say `after`; false when that cannot be said piece by piece. */
  map(map: YAMLMap, before: JsonObject, after: JsonObject): boolean {
    const pairs = new Map(map.items.map((pair) => [keyOf(pair), pair]));
    const names = Object.keys(before);
    const kept = new Set<string>();
    let at = this.#startOf(map.items[0]);
    if (at === undefined) return false;
    const column = this.#columnOf(at);
    let last = -1;
    for (const [place, name] of Object.keys(after).entries()) {
      const former = names[place] ?? "";
      const isRenamed =
        !Object.hasOwn(before, name) && names.length > place && !Object.hasOwn(after, former);
      const source = isRenamed ? former : name;
      const pair = pairs.get(source);
      if (pair === undefined) {
        if (column === undefined) return false;
        this.#insert(at, this.#block(name, after[name] as Json, column));
        continue;
      }
      const index = names.indexOf(source);
      if (index < last) return false;
      last = index;
      kept.add(source);
      if (!this.#pair(pair, source, name, before[source] as Json, after[name] as Json))
        return false;
      at = this.#lineAfter(this.#endOf(pair));
    }
    const gone = names.filter((name) => !kept.has(name));
    if (gone.length > 0 && (kept.size === 0 || column === undefined)) return false;
    for (const name of gone) {
      const pair = pairs.get(name) as Pair;
      this.#note(
        this.#regionStart(this.#startOf(pair) as number),
        this.#lineAfter(this.#endOf(pair)),
        "",
      );
    }
    return true;
  }

  #pair(pair: Pair, source: string, name: string, before: Json, after: Json): boolean {
    const { key, value } = pair;
    const start = this.#startOf(pair);
    if (start === undefined || !isScalar(key)) return false;
    if (source !== name) {
      if (!key.range) return false;
      this.#note(key.range[0], key.range[1], inline(name, ""));
    }
    if (isSameJson(before, after)) return true;
    if (isBlockMap(value) && isObject(before) && isObject(after) && Object.keys(after).length > 0) {
      return this.map(value, before, after);
    }
    const range = isScalar(value) || isMap(value) || isSeq(value) ? value.range : undefined;
    const isInline = isScalar(value) || ((isMap(value) || isSeq(value)) && value.flow === true);
    const isAlike =
      isScalar(value) !== isComposite(after) || (isComposite(after) && isEmpty(after));
    if (range && isInline && isAlike && !(isMap(value) && value.items.length === 0)) {
      const [from, to] = range;
      const source = this.#text.slice(from, to);
      if (source.startsWith("|") || source.startsWith(">")) return false;
      this.#note(from, to, inline(after, source));
      return true;
    }
    const column = this.#columnOf(start);
    if (column === undefined || source !== name) return false;
    this.#note(
      start - column,
      this.#lineAfter(this.#endOf(pair)),
      this.#block(name, after, column),
    );
    return true;
  }

  #note(from: number, to: number, text: string): void {
    this.#splices.push({ from, to, text });
  }

  #insert(at: number, text: string): void {
    const lineStart = this.#text.lastIndexOf("\n", at - 1) + 1;
    const isNewLine = lineStart === at || at === 0;
    // Before the first field of a map, or after the last line, which may have no end.
    if (isNewLine) this.#note(at, at, text);
    else if (this.#text.slice(lineStart, at).trim() === "") this.#note(lineStart, lineStart, text);
    else this.#note(at, at, `\n${text}`);
  }

  /** A field on lines of its own. */
  #block(name: string, value: Json, column: number): string {
    const lines = yamlText({ [name]: value }, this.#indent)
      .trimEnd()
      .split("\n");
    return lines.map((line) => (line === "" ? "\n" : `${" ".repeat(column)}${line}\n`)).join("");
  }

  #startOf(pair: Pair | undefined): number | undefined {
    const key = pair?.key;
    return isScalar(key) ? key.range?.[0] : undefined;
  }

  /** How far a field is from the start of its line; undefined when something else stands before it. */
  #columnOf(start: number): number | undefined {
    const lineStart = this.#text.lastIndexOf("\n", start - 1) + 1;
    return this.#text.slice(lineStart, start).trim() === "" ? start - lineStart : undefined;
  }

  /** Where the last letter of a field is. */
  #endOf({ key, value }: Pair): number {
    const node =
      isScalar(value) || isMap(value) || isSeq(value) ? value : isScalar(key) ? key : undefined;
    const end = lastOffset(node) ?? 0;
    return this.#text.slice(0, end).trimEnd().length;
  }

  #lineAfter(offset: number): number {
    const end = this.#text.indexOf("\n", offset);
    return end === -1 ? this.#text.length : end + 1;
  }

  /** Where the comments and the empty lines before a field begin. */
  #regionStart(start: number): number {
    let from = this.#text.lastIndexOf("\n", start - 1) + 1;
    let isEmpty = false;
    while (from > 0) {
      const before = this.#text.lastIndexOf("\n", from - 2) + 1;
      const line = this.#text.slice(before, from).trim();
      if (line !== "" && (isEmpty || !line.startsWith("#"))) break;
      isEmpty = line === "";
      from = before;
    }
    return from;
  }
}

/** Where a node ends, without the comments after it. */
function lastOffset(node: unknown): number | undefined {
  if (isMap(node) && node.flow !== true) {
    const pair = node.items.at(-1);
    return lastOffset(pair?.value) ?? lastOffset(pair?.key);
  }
  if (isSeq(node) && node.flow !== true) return lastOffset(node.items.at(-1));
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[1] : undefined;
}

/** A value on one line, in the style of what stood there. */
function inline(value: Json, source: string): string {
  if (typeof value === "string" && (source.startsWith('"') || value.includes("\n"))) {
    return JSON.stringify(value);
  }
  const document = new Document(value, { aliasDuplicateObjects: false });
  if (isMap(document.contents) || isSeq(document.contents)) document.contents.flow = true;
  const isPadded = /^[[{]\s/.test(source);
  return document.toString({ ...LAYOUT, flowCollectionPadding: isPadded }).trimEnd();
}

function isBlockMap(node: unknown): node is YAMLMap {
  return isMap(node) && node.flow !== true && node.items.length > 0;
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function isComposite(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

function isEmpty(value: Json): boolean {
  return isComposite(value) && Object.keys(value as object).length === 0;
}
