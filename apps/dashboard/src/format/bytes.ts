const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes as text in UTF-8; undefined when they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The beginning of bytes on one line; what is cut in the midst of a character loses that. */
export function previewOf(beginning: Uint8Array, bytes: number): string {
  if (bytes === 0) return "";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(beginning, { stream: true });
    return text.replaceAll(/\s+/g, " ") + (beginning.length < bytes ? "…" : "");
  } catch {
    return `${[...beginning.subarray(0, 24)].map(hex).join(" ")}…`;
  }
}

/** A byte as two digits. */
export function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** All of the bytes as digits, as `xxd -r -p` reads them. */
export function hexDigits(bytes: Uint8Array): string {
  return Array.from(bytes, hex).join(" ");
}

const ROW = 16;

/** A line of a dump: where it begins, its bytes, and those of them that are letters. */
export function hexLine(bytes: Uint8Array, line: number): string {
  const row = bytes.subarray(line * ROW, (line + 1) * ROW);
  const digits = [...row]
    .map(hex)
    .join(" ")
    .padEnd(ROW * 3 - 1);
  const letters = [...row].map((byte) =>
    byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".",
  );
  return `${(line * ROW).toString(16).padStart(6, "0")}  ${digits}  ${letters.join("")}`;
}

export function hexLines(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / ROW);
}
