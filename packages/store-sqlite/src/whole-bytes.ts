/**
 * The same bytes in a buffer of their own: a message to another thread carries the whole buffer that
 * an array of bytes is a part of.
 */
export function wholeBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
