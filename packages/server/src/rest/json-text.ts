// In valid JSON, whose end and members are found without making anything of it.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Where a value stands in a text: from `start` up to `end`, without spaces around it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How deep the arrays and objects of `json` nest, counted up to one more than `max`; need not be valid. */
export function jsonDepth(json: Uint8Array, max: number): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let i = 0; i < json.length && deepest <= max; i++) {
    const byte = json[i] as number;
    if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH) i++;
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
  return deepest;
}

/** The values of the members of the object at `start` of `text`, by name; of two of a name, the last. */
export function memberSpans(text: string, start: number): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>();
  let at = skipSpaces(text, skipSpaces(text, start) + 1);
  while (text.charCodeAt(at) !== CLOSE_OBJECT) {
    if (text.charCodeAt(at) === COMMA) at = skipSpaces(text, at + 1);
    const nameEnd = endOfText(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    at = skipSpaces(text, nameEnd);
    if (text.charCodeAt(at) !== COLON) throw new SyntaxError(`no colon at ${at}`);
    const value = spanAt(text, at + 1);
    members.set(name, value);
    at = skipSpaces(text, value.end);
  }
  return members;
}

/** The items of the array at `start` of `text`. */
export function itemSpans(text: string, start: number): Span[] {
  const items: Span[] = [];
  let at = skipSpaces(text, skipSpaces(text, start) + 1);
  while (text.charCodeAt(at) !== CLOSE_ARRAY) {
    if (text.charCodeAt(at) === COMMA) at++;
    const item = spanAt(text, at);
    items.push(item);
    at = skipSpaces(text, item.end);
  }
  return items;
}

function spanAt(text: string, from: number): Span {
  const start = skipSpaces(text, from);
  return { start, end: endOfValue(text, start) };
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return endOfText(text, start);
  if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) return endOfLiteral(text, start);
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      at = endOfText(text, at);
      continue;
    }
    at++;
    if (character === OPEN_ARRAY || character === OPEN_OBJECT) depth++;
    else if ((character === CLOSE_ARRAY || character === CLOSE_OBJECT) && --depth === 0) return at;
  }
  throw new SyntaxError(`the value at ${start} does not end`);
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) return at + 1;
    if (character === BACKSLASH) at++;
  }
  throw new SyntaxError(`the text at ${start} does not end`);
}

/** Of a number, `true`, `false` or `null`. */
function endOfLiteral(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === COMMA || character === CLOSE_ARRAY || character === CLOSE_OBJECT) break;
    if (SPACES.has(character)) break;
    at++;
  }
  if (at === start) throw new SyntaxError(`no value at ${start}`);
  return at;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (SPACES.has(text.charCodeAt(at))) at++;
  return at;
}
