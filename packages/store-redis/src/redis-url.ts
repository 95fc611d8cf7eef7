import { MillraceError } from "@millrace/core";
import { MAX_PARTITION_COUNT } from "./partitions.ts";

/** What the URL of a Redis says besides where it is. */
export interface RedisUrl {
  /** The URL without parameters. */
  readonly href: string;
  readonly keyPrefix?: string;
  readonly partitions?: number;
}

const PREFIX = /^[^{}\s]{1,64}$/;

/**
 * Reads the parameters of a Redis URL: `prefix`, what every key begins with, and `partitions`, their
 * number.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names the parameter; it never repeats the URL, which
 *   may hold a password.
 */
export function parseRedisUrl(text: string): RedisUrl {
  if (!URL.canParse(text)) throw invalid("url", "must be such as redis://localhost:6379");
  const url = new URL(text);
  const { searchParams } = url;
  let keyPrefix: string | undefined;
  let partitions: number | undefined;
  for (const [name, value] of searchParams) {
    if (name === "prefix") keyPrefix = checkPrefix(value);
    else if (name === "partitions") partitions = checkPartitions(Number(value || "NaN"));
    else throw invalid(name, "is no parameter of a Redis URL; there are prefix and partitions");
  }
  url.search = "";
  return {
    href: url.href,
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(partitions !== undefined && { partitions }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` when keys cannot begin with `prefix`. */
export function checkPrefix(prefix: string): string {
  if (PREFIX.test(prefix)) return prefix;
  throw invalid("prefix", "must be 1 to 64 characters, without spaces and braces");
}

/** @throws MillraceError `INVALID_ARGUMENT` when there cannot be so many. */
export function checkPartitions(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MAX_PARTITION_COUNT) return count;
  throw invalid("partitions", `must be a whole number from 1 to ${MAX_PARTITION_COUNT}`);
}

function invalid(field: string, description: string): MillraceError {
  return new MillraceError("INVALID_ARGUMENT", `${field} ${description}`, {
    violations: [{ field, description }],
  });
}
