import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { CliError } from "../cli-error.ts";
import type { Io } from "../io.ts";

/** A text that names the standard input or output. */
const STANDARD = "-";

function isGzip(file: string): boolean {
  return file.endsWith(".gz");
}

/**
 * Writes lines to a file, which is there only when all of them are; or to the standard output.
 *
 * @throws CliError when the file cannot be written.
 */
export async function writeLines(
  file: string,
  lines: AsyncIterable<string>,
  write: (text: string) => Promise<boolean>,
): Promise<void> {
  if (file === STANDARD) {
    for await (const line of lines) if (!(await write(`${line}\n`))) return;
    return;
  }
  const part = `${file}.part`;
  const target = createWriteStream(part);
  const texts = chunks(lines);
  try {
    if (isGzip(file)) await pipeline(texts, createGzip(), target);
    else await pipeline(texts, target);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw fileError(file, "written", error);
  }
}

/** Lines, many together. */
async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let text = "";
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

/** The lines of a file, and how far they have been read. */
export interface ReadLines extends AsyncIterable<string> {
  /** From 0 to 1; undefined where nobody knows how many there are. */
  readonly fraction: number | undefined;
}

/** @throws CliError when there is no such file; reading it, when it cannot be read. */
export async function readLines(file: string, { stdin }: Pick<Io, "stdin">): Promise<ReadLines> {
  const size = file === STANDARD ? 0 : await sizeOf(file);
  const source: Readable = file === STANDARD ? stdin : createReadStream(file);
  let read = 0;
  return {
    get fraction() {
      return size === 0 ? undefined : read / size;
    },
    async *[Symbol.asyncIterator]() {
      const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          read += chunk.length;
          yield chunk;
        }
      };
      try {
        yield* split(isGzip(file) ? gunzip(count(source)) : count(source));
      } catch (error) {
        throw fileError(file, "read", error);
      }
    },
  };
}

function gunzip(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const unpacked = createGunzip();
  // Whoever reads what is unpacked is told of an error there.
  pipeline(chunks, unpacked).catch(() => {});
  return unpacked;
}

/** Lines end by a line feed alone: texts within JSON may have every other one. */
async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let beginning: string[] = [];
  for await (const chunk of chunks) {
    const [first = "", ...lines] = decoder.decode(chunk, { stream: true }).split("\n");
    beginning.push(first);
    for (const next of lines) {
      yield beginning.join("");
      beginning = [next];
    }
  }
  const rest = beginning.join("");
  if (rest !== "") yield rest;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw fileError(file, "read", error);
  }
}

function fileError(file: string, what: string, error: unknown): Error {
  const { code, message, errno } = error as NodeJS.ErrnoException;
  // What the store says has a code, too.
  if (typeof errno !== "number") return error as Error;
  return new CliError(`${file} cannot be ${what}: ${message}`, {
    exit: code === "ENOENT" ? "notFound" : "error",
    code: code === "ENOENT" ? "NOT_FOUND" : "FILE",
    remedy: "check the name, and who may use it",
  });
}
