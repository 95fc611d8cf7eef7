const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

type Expected = "value" | "item" | "key" | "field" | "colon" | "end";

/** Where a text stops being JSON: browsers say so in words, if at all. */
export function jsonFaultOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let end = 0;
  const token = new RegExp(TOKEN);
  for (;;) {
    token.lastIndex = end;
    const match = token.exec(text);
    const next: Expected | undefined =
      match === null ? undefined : after(expected, match[1], match[2], open);
    if (match === null || next === undefined) {
      const space = /\s*/y;
      space.lastIndex = end;
      return end + (space.exec(text)?.[0].length ?? 0);
    }
    expected = next;
    end = token.lastIndex;
  }
}

/** What may come after a token; undefined when the token itself may not be there. */
function after(
  expected: Expected,
  sign: string | undefined,
  text: string | undefined,
  open: ("{" | "[")[],
): Expected | undefined {
  const isValue = expected === "value" || expected === "item";
  if (sign === "{" || sign === "[") {
    if (!isValue) return undefined;
    open.push(sign);
    return sign === "{" ? "field" : "item";
  }
  if (sign === "}" || sign === "]") {
    const opened = sign === "}" ? "{" : "[";
    const isEmpty = expected === (sign === "}" ? "field" : "item");
    if (open.at(-1) !== opened || !(isEmpty || expected === "end")) return undefined;
    open.pop();
    return "end";
  }
  if (sign === ":") return expected === "colon" ? "value" : undefined;
  if (sign === ",") {
    if (expected !== "end" || open.length === 0) return undefined;
    return open.at(-1) === "{" ? "key" : "value";
  }
  if (isValue) return "end";
  const isKey = text !== undefined && (expected === "key" || expected === "field");
  return isKey ? "colon" : undefined;
}
