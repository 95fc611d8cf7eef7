// JSON whose whole numbers survive: those that a double cannot hold become BigInts, and are written as
// they came.

interface ReviverContext {
  /** The text of a primitive value. */
  readonly source?: string;
}

type Reviver = (key: string, value: unknown, context: ReviverContext) => unknown;

/** Newer than the types of the language. */
const withRawJson = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): unknown;
};

/** @throws SyntaxError when `text` is no JSON. */
export function parseJson(text: string): unknown {
  return withRawJson.parse(text, (_key, value, { source }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && isWhole(source)
      ? BigInt(source)
      : value,
  );
}

function isWhole(source: string | undefined): source is string {
  return source !== undefined && /^-?\d+$/.test(source);
}

export function formatJson(value: unknown, indent = 0): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => (typeof part === "bigint" ? withRawJson.rawJSON(`${part}`) : part),
    indent,
  );
}
