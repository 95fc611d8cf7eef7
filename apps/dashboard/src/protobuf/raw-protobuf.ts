import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { hex, textOf } from "../format/bytes.ts";

const INDENT = "  ";
const MAX_DEPTH = 100;
/** What a text has between its letters; other control characters speak for bytes. */
const CONTROLS = /[\p{Cc}--[\t\n\r]]/v;

/**
 * What can be read of a message whose type nobody knows: the numbers of its fields, with their values as lines. A field
 * that has a length is shown as a text if it looks like one, else as a message, else as bytes.
 *
 * @returns undefined for bytes that are no message.
 */
export function rawProtobuf(bytes: Uint8Array): string | undefined {
  return fieldsOf(bytes, 0)?.join("\n");
}

function fieldsOf(bytes: Uint8Array, depth: number): string[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const reader = new BinaryReader(bytes);
  const indent = INDENT.repeat(depth);
  const lines: string[] = [];
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const shown = fieldValue(reader, wireType, depth);
      if (shown === undefined) return undefined;
      lines.push(
        ...(typeof shown === "string"
          ? [`${indent}${number}: ${shown}`]
          : [`${indent}${number}: {`, ...shown, `${indent}}`]),
      );
    }
  } catch {
    return undefined;
  }
  return reader.pos === reader.len ? lines : undefined;
}

/** A value on its line, or the lines of a message. */
function fieldValue(
  reader: BinaryReader,
  wireType: WireType,
  depth: number,
): string | string[] | undefined {
  switch (wireType) {
    case WireType.Varint:
      return String(reader.uint64());
    case WireType.Bit64:
      return `0x${reader.fixed64().toString(16).padStart(16, "0")}`;
    case WireType.Bit32:
      return `0x${reader.fixed32().toString(16).padStart(8, "0")}`;
    case WireType.LengthDelimited: {
      const bytes = reader.bytes();
      const text = textOf(bytes);
      const isText = text !== undefined && !CONTROLS.test(text);
      // Letters are fields as well; a line's end at the beginning is the one that messages begin with.
      if (isText && !text.startsWith("\n")) return JSON.stringify(text);
      return fieldsOf(bytes, depth + 1) ?? (isText ? JSON.stringify(text) : hexOf(bytes));
    }
    default:
      // Groups, which nobody has made for long.
      return undefined;
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map(hex).join(" ");
}
