import { Command } from "ioredis";
import type { Value } from "./job-hash.ts";

/** From this size on, bytes are copied once instead of going through a string. */
const LARGE_BYTES = 4_096;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * An `EVALSHA` or `EVAL` on one partition. It encodes itself: a batch has over a thousand short
 * arguments, for which the driver's own way takes four times as long.
 */
export class ScriptCall extends Command {
  readonly #args: readonly Value[];

  constructor(
    command: "EVALSHA" | "EVAL",
    script: string,
    keys: readonly string[],
    args: readonly Value[],
  ) {
    super(command, [script, String(keys.length), ...keys], { replyEncoding: null });
    this.#args = args;
  }

  /** The call in the Redis protocol, https://redis.io/docs/latest/develop/reference/protocol-spec/ */
  override toWritable(): Buffer {
    const all = [this.name, ...(this.args as string[])];
    const chunks: Buffer[] = [];
    // One character a byte.
    let text = `*${all.length + this.#args.length}\r\n`;
    for (const part of all) text += bulk(part);
    for (const arg of this.#args) {
      if (typeof arg !== "object") {
        text += bulk(typeof arg === "string" ? arg : String(arg));
      } else if (arg.length < LARGE_BYTES) {
        text += `$${arg.length}\r\n${arg.toString("latin1")}\r\n`;
      } else {
        chunks.push(Buffer.from(`${text}$${arg.length}\r\n`, "latin1"), arg);
        text = "\r\n";
      }
    }
    const last = Buffer.from(text, "latin1");
    return chunks.length === 0 ? last : Buffer.concat([...chunks, last]);
  }
}

function bulk(text: string): string {
  const bytes = NOT_ASCII.test(text) ? Buffer.from(text).toString("latin1") : text;
  return `$${bytes.length}\r\n${bytes}\r\n`;
}
