import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter } from "yaml";

/** Where in its text a field of a document stands. */
export class YamlPlaces {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  /**
   * The line of what `path` leads to, such as `["schedules", "report", "cron", "0"]`, or else of the last of its steps
   * that is there.
   */
  lineOf(path: readonly string[]): number {
    let node: unknown = this.#document.contents;
    let offset = 0;
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const found = entryOf(node, step);
      if (found === undefined) break;
      offset = found.offset;
      node = found.value;
    }
    return this.#lines.linePos(offset).line;
  }
}

function entryOf(node: unknown, step: string): { offset: number; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    const [offset] = (isScalar(pair?.key) && pair.key.range) || [];
    return offset === undefined ? undefined : { offset, value: pair?.value };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(step)] as { readonly range?: readonly number[] } | undefined;
  const [offset] = item?.range ?? [];
  return offset === undefined ? undefined : { offset, value: item };
}
