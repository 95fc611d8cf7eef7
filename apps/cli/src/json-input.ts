import { invalidValue } from "./cli-error.ts";
import type { Io } from "./io.ts";
import { readBytes } from "./payload-input.ts";

/** A value of JSON: a text, `@FILE`, or `-` for the standard input. @throws CliError for what is no JSON. */
export async function readJson(name: string, given: string | undefined, io: Io): Promise<unknown> {
  if (given === undefined) return undefined;
  const text = Buffer.from(await readBytes(given, io)).toString();
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidValue(name, `must be JSON: ${reason}`);
  }
}
