import { readFile } from "node:fs/promises";
import { BYTES_TYPE, JSON_TYPE } from "@millrace/core";
import { invalidValue } from "./cli-error.ts";
import type { Io } from "./io.ts";

/** A payload as the command line gives it, byte for byte. */
export interface PayloadInput {
  readonly payload: Uint8Array;
  readonly contentType: string;
}

const TEXT_TYPE = "text/plain; charset=utf-8";

/**
 * Reads a payload: a text, `@FILE`, or `-` for the standard input.
 *
 * @param contentType what it is; without one, it is told by how it looks.
 * @throws CliError when there is no such file, or what begins like JSON is none.
 */
export async function readPayload(
  given: string | undefined,
  contentType: string | undefined,
  io: Io,
): Promise<PayloadInput | undefined> {
  if (given === undefined) return undefined;
  const payload = await readBytes(given, io);
  return { payload, contentType: contentType ?? contentTypeOf(payload) };
}

/** The bytes of a text, of `@FILE`, or of the standard input for `-`. */
export async function readBytes(given: string, { stdin }: Io): Promise<Uint8Array> {
  if (given === "-") return Buffer.concat(await stdin.toArray());
  if (!given.startsWith("@")) return Buffer.from(given);
  const file = given.slice(1);
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidValue("payload", `cannot be read from the file ${file}: ${reason}`);
  }
}

function contentTypeOf(payload: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return BYTES_TYPE;
  }
  try {
    JSON.parse(text);
    return JSON_TYPE;
  } catch (error) {
    if (!/^\s*[{["]/.test(text)) return TEXT_TYPE;
    // Most likely it was meant to be JSON, and a handler that reads JSON would fail by it.
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidValue(
      "payload",
      `begins like JSON, but is none: ${reason}`,
      "mend it, or say --content-type text/plain to send it as it is",
    );
  }
}
