// Gives `Uint8Array` the standard's `toBase64` where the runtime lacks it, as Node 24 does. Protobuf's
// JSON takes it where it is, and else puts the text together letter by letter, which holds the process
// up for a tenth of a second for each mebibyte. Must be loaded before protobuf.
// https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.prototype.tobase64

interface ToBase64Options {
  readonly alphabet?: "base64" | "base64url";
  readonly omitPadding?: boolean;
}

function toBase64(
  this: Uint8Array,
  { alphabet = "base64", omitPadding = false }: ToBase64Options = {},
): string {
  const text = Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(alphabet);
  // Node's base64 is padded, and its base64url is not.
  if (omitPadding === (alphabet === "base64url")) return text;
  if (omitPadding) return text.replace(/=+$/, "");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

if (!("toBase64" in Uint8Array.prototype)) {
  Object.defineProperty(Uint8Array.prototype, "toBase64", {
    value: toBase64,
    writable: true,
    configurable: true,
  });
}
