import type { Json, JsonObject } from "@millrace/workflow";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { EditorText, TextFormat } from "./editor-document.ts";
import { isSameJson } from "./same-json.ts";
import { spliceYaml } from "./splice-yaml.ts";
import { yamlText } from "./yaml-text.ts";

/** A definition as text. */
export function writeText(definition: Json, format: TextFormat): string {
  if (format === "json") return `${JSON.stringify(definition, null, 2)}\n`;
  return yamlText(definition);
}

/**
 * The text that says `after` in place of `before`. In YAML, what has not changed keeps its comments and, wherever that
 * can be, every letter.
 */
export function rewriteText({ text, format }: EditorText, before: Json, after: Json): string {
  if (format === "json") return writeText(after, "json");
  const spliced = spliceYaml(text, before, after);
  if (spliced !== undefined) return spliced;
  const document: Document = parseDocument(text);
  document.contents = patched(document, document.contents, before, after) as Node;
  return document.toString({ lineWidth: 0 });
}

function patched(document: Document, node: unknown, before: Json, after: Json): unknown {
  if (isNode(node) && isSameJson(before, after)) return node;
  if (isMap(node) && isObject(before) && isObject(after)) {
    return patchMap(document, node, before, after);
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    return patchList(document, node, before, after);
  }
  if (isScalar(node) && typeof before === typeof after && !isComposite(after)) {
    node.value = after;
    return node;
  }
  const made = document.createNode(after, { aliasDuplicateObjects: false });
  if (isNode(node)) copyComments(node, made);
  return made;
}

function patchMap(
  document: Document,
  map: YAMLMap,
  before: JsonObject,
  after: JsonObject,
): YAMLMap {
  const pairs = new Map(map.items.map((pair) => [keyText(pair), pair]));
  const [names, nextNames] = [Object.keys(before), Object.keys(after)];
  if (map.items.length === 0) map.flow = false;
  map.items = nextNames.map((name, place) => {
    const former = names[place] ?? "";
    const isRenamed = !(name in before) && !(former in after);
    const source = name in before ? name : isRenamed ? former : undefined;
    const pair = source === undefined ? undefined : pairs.get(source);
    if (pair === undefined || source === undefined) {
      return document.createPair(name, after[name], { aliasDuplicateObjects: false });
    }
    if (source !== name) {
      if (isScalar(pair.key)) pair.key.value = name;
      else pair.key = document.createNode(name);
    }
    pair.value = patched(document, pair.value, before[source] as Json, after[name] as Json);
    return pair;
  });
  return map;
}

function patchList(
  document: Document,
  list: YAMLSeq,
  before: readonly Json[],
  after: readonly Json[],
): YAMLSeq {
  let start = 0;
  while (start < before.length && start < after.length && isSameJson(before[start], after[start]))
    start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    isSameJson(before.at(-1 - end), after.at(-1 - end))
  )
    end++;
  const from = list.items.slice(start, before.length - end);
  const into = after
    .slice(start, after.length - end)
    .map((item, i) =>
      i < from.length
        ? patched(document, from[i], before[start + i] as Json, item)
        : document.createNode(item, { aliasDuplicateObjects: false }),
    );
  list.items = [...list.items.slice(0, start), ...into, ...list.items.slice(before.length - end)];
  return list;
}

function keyText({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function copyComments(from: Node, to: Node): void {
  // After the key of a map a comment means another thing.
  if (!isCollection(from) && !isCollection(to)) {
    to.comment = from.comment ?? null;
    to.commentBefore = from.commentBefore ?? null;
  }
  to.spaceBefore = from.spaceBefore ?? false;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isComposite(value: Json): boolean {
  return typeof value === "object" && value !== null;
}
