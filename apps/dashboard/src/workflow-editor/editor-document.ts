import type { Json } from "@millrace/workflow";
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from "yaml";
import { jsonFaultOffset } from "./json-fault.ts";
import type { JsonPath } from "./json-path.ts";

export type TextFormat = "json" | "yaml";

/** What is edited: a definition as text, which has comments and an order of its own. */
export interface EditorText {
  readonly text: string;
  readonly format: TextFormat;
}

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** Why a text is none of its format, and where. */
export interface TextFault extends TextRange {
  readonly message: string;
  /** From 1 on. */
  readonly line: number;
}

/** What a text says. */
export type EditorDocument = {
  /** Where `path` stands, or what it is in, as far as there is such a thing. */
  rangeOf(path: JsonPath): TextRange;
} & ({ readonly definition: Json } | { readonly fault: TextFault });

const YAML_OPTIONS = { prettyErrors: true, keepSourceTokens: false } as const;

/** Reads a text; what it says is trusted to be JSON and nothing more. */
export function readDocument({ text, format }: EditorText): EditorDocument {
  const tree = lazyTree(text);
  const rangeOf = (path: JsonPath) => rangeIn(tree().document, text, path);
  if (format === "json") {
    try {
      return { definition: JSON.parse(text) as Json, rangeOf };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const place = jsonFaultOffset(text);
      return { fault: faultAt(text, message, place, place + 1), rangeOf };
    }
  }
  const { document, lines } = tree();
  const [error] = document.errors;
  if (error !== undefined) {
    const [from, to] = error.pos;
    const [message = ""] = error.message.split(/ at line \d+/);
    return { fault: { message, from, to, line: lines.linePos(from).line }, rangeOf };
  }
  try {
    return { definition: asJson(document), rangeOf };
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    return { fault: faultAt(text, message, 0, text.length), rangeOf };
  }
}

/** The document as JSON has it; YAML knows values that JSON does not. */
function asJson(document: Document): Json {
  return JSON.parse(JSON.stringify(document.toJS() ?? null)) as Json;
}

function faultAt(text: string, message: string, from: number, to: number): TextFault {
  const line = text.slice(0, from).split("\n").length;
  return { message, from: Math.min(from, text.length), to: Math.min(to, text.length), line };
}

/** JSON is YAML, too, so that one reader knows where everything stands. */
function lazyTree(text: string) {
  let tree: { readonly document: Document; readonly lines: LineCounter } | undefined;
  return () => {
    if (tree === undefined) {
      const lines = new LineCounter();
      tree = { document: parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines }), lines };
    }
    return tree;
  };
}

function rangeIn(document: Document, text: string, path: JsonPath): TextRange {
  let node: unknown = document.contents;
  let range: TextRange = { from: 0, to: firstLineEnd(text) };
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => String(isScalar(key) ? key.value : key) === segment,
      );
      if (pair === undefined) break;
      range = nodeRange(pair.key) ?? range;
      node = pair.value;
    } else if (isSeq(node) && typeof segment === "number") {
      node = node.items[segment];
      range = nodeRange(node) ?? range;
    } else {
      break;
    }
  }
  // A value that is one text is shown itself; of one with fields, what names it is enough.
  return isCollection(node) || path.length === 0 ? range : (nodeRange(node) ?? range);
}

function nodeRange(node: unknown): TextRange | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  const range = node.range as readonly [number, number, number] | null | undefined;
  return range ? { from: range[0], to: Math.max(range[1], range[0] + 1) } : undefined;
}

function firstLineEnd(text: string): number {
  const end = text.indexOf("\n");
  return end === -1 ? text.length : end;
}
