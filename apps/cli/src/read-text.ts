import { readFile } from "node:fs/promises";
import { CliError } from "./cli-error.ts";
import type { Io } from "./io.ts";

/** The text of the file at `path`, or of the standard input for `-`. @throws CliError when there is no such file. */
export async function readText(path: string, { stdin }: Io): Promise<string> {
  if (path === "-") return Buffer.concat(await stdin.toArray()).toString();
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`the file ${path} cannot be read: ${reason}`, {
      ...{ exit: "invalid", code: "INVALID_ARGUMENT", field: "file" },
    });
  }
}
