import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import "./native-base64.ts";

interface WithToBase64 {
  toBase64(options?: { alphabet?: string; omitPadding?: boolean }): string;
}

const ALL = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 256);

test.each([0, 1, 2, 3, 4, 255, 256, 257])(
  "%i bytes have their text in every alphabet",
  (length) => {
    // Not at the start of their buffer.
    const bytes = ALL.subarray(5, 5 + length) as Uint8Array & WithToBase64;
    const padded = Buffer.from(bytes).toString("base64");
    const padding = padded.slice(padded.replace(/=+$/, "").length);
    const url = Buffer.from(bytes).toString("base64url");
    expect(bytes.toBase64()).toBe(padded);
    expect(bytes.toBase64({ omitPadding: true })).toBe(padded.replace(/=+$/, ""));
    expect(bytes.toBase64({ alphabet: "base64url" })).toBe(url + padding);
    expect(bytes.toBase64({ alphabet: "base64url", omitPadding: true })).toBe(url);
  },
);

test("protobuf takes the one that is there when it is loaded", () => {
  const program = `
    Uint8Array.prototype.toBase64 = () => "taken";
    const { base64Encode } = await import("@bufbuild/protobuf/wire");
    console.log(base64Encode(new Uint8Array(1)));`;
  const options = { cwd: import.meta.dirname, encoding: "utf8" } as const;
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", program], options);
  expect(told.trim()).toBe("taken");
});
