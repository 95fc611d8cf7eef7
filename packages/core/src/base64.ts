import { encodeBase64 } from "./encode-base64.ts";

/**
 * The bytes that `text` stands for.
 *
 * @throws DOMException when it is no base64.
 */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** `bytes` as letters, digits, `-` and `_`, for where a text must stand: base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes that `text` stands for.
 *
 * @throws DOMException when it is no base64url.
 */
export function decodeBase64url(text: string): Uint8Array {
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
