/** A part of a line of JSON. */
export interface JsonToken {
  readonly kind: "key" | "text" | "number" | "word" | "mark";
  readonly text: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/g;

const INDENT = "  ";

/**
 * JSON in lines, as it came but for its spaces: a number is never read, so that it keeps all its digits.
 * Undefined for what is no JSON.
 */
export function jsonLines(json: string): JsonToken[][] | undefined {
  if (!isJson(json)) return undefined;
  const tokens = json.match(TOKEN) ?? [];
  const lines: JsonToken[][] = [];
  let line: JsonToken[] = [];
  let depth = 0;
  const newLine = () => {
    lines.push(line);
    line = [{ kind: "mark", text: INDENT.repeat(depth) }];
  };
  tokens.forEach((text, i) => {
    const next = tokens[i + 1];
    const isEmpty = (text === "{" && next === "}") || (text === "[" && next === "]");
    const closes = text === "}" || text === "]";
    const before = tokens[i - 1];
    const closesEmpty = closes && (before === "{" || before === "[");
    if (closes) {
      depth--;
      if (!closesEmpty) newLine();
    }
    line.push({ kind: kindOf(text, next), text: text === ":" ? ": " : text });
    if (text === "{" || text === "[") {
      depth++;
      if (!isEmpty) newLine();
    }
    if (text === ",") newLine();
  });
  lines.push(line);
  return lines;
}

/** The lines as one text. */
export function jsonText(lines: readonly (readonly JsonToken[])[]): string {
  return lines.map((line) => line.map(({ text }) => text).join("")).join("\n");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function kindOf(text: string, next: string | undefined): JsonToken["kind"] {
  const first = text[0] ?? "";
  if (first === '"') return next === ":" ? "key" : "text";
  if (/[-\d]/.test(first)) return "number";
  return /[tfn]/.test(first) ? "word" : "mark";
}
