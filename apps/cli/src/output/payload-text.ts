import { parseJson } from "./lossless-json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes as text; `undefined` when they are none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes for people: as the text that they are, else as base64 with a mark. */
export function showBytes(bytes: Uint8Array | undefined): string {
  if (bytes === undefined || bytes.length === 0) return "";
  return textOf(bytes) ?? `base64:${Buffer.from(bytes).toString("base64")}`;
}

/** The beginning of `bytes` bytes for people: it can end within a character. */
export function showPreview(beginning: Uint8Array, bytes: number): string {
  if (beginning.length >= bytes) return showBytes(beginning);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return `${text.decode(beginning, { stream: true })}…`;
  } catch {
    return `${showBytes(beginning)}…`;
  }
}

/**
 * Bytes for programs, under a name that says what they are: `NAME` has the value of JSON, `NAMEText` any
 * other text, and `NAMEBase64` what is none. Nothing stands for no bytes.
 */
export function bytesJson(name: string, bytes: Uint8Array | undefined): Record<string, unknown> {
  if (bytes === undefined || bytes.length === 0) return {};
  const text = textOf(bytes);
  if (text === undefined) return { [`${name}Base64`]: Buffer.from(bytes).toString("base64") };
  try {
    return { [name]: parseJson(text) };
  } catch {
    return { [`${name}Text`]: text };
  }
}
