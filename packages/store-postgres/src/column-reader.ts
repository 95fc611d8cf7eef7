const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const TEXT_ARRAY = 1009;

const asText = (text: string) => text;

/** Both forms of `bytea_output`: the setting is unknown on a user's own connection and behind a pooler. */
function asBytes(text: string): Uint8Array {
  if (text.startsWith("\\x")) return new Uint8Array(Buffer.from(text.slice(2), "hex"));
  const bytes = text.replaceAll(/\\(\d{3}|\\)/g, (_, code: string) =>
    code === "\\" ? code : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return new Uint8Array(Buffer.from(bytes, "latin1"));
}

/** How columns are read: numbers as numbers, since none of ours passes 2^53, and JSON as its text. */
export function columnReader(oid: number): (text: string) => unknown {
  switch (oid) {
    case BOOL:
      return (text) => text === "t";
    case BYTEA:
      return asBytes;
    case INT2:
    case INT4:
    case INT8:
      return Number;
    case TEXT_ARRAY:
      return readTextArray;
    default:
      return asText;
  }
}

/** A list of job ids, which need no quoting. */
function readTextArray(text: string): string[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",");
}
