import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openPostgres, openRedis, POSTGRES, REDIS } from "@millrace/faults";
import type { ProgramName } from "./program.ts";

/** A Redis and a Postgres of our own, where this machine has them, for the programs to run on. */
export class Servers implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #redis: string | undefined;
  readonly #postgres: string | undefined;

  private constructor(
    stack: AsyncDisposableStack,
    redis: string | undefined,
    postgres: string | undefined,
  ) {
    this.#stack = stack;
    this.#redis = redis;
    this.#postgres = postgres;
  }

  static async start(): Promise<Servers> {
    await using stack = new AsyncDisposableStack();
    const redis = REDIS.missing === undefined ? stack.use(await openRedis()) : undefined;
    const postgres = POSTGRES.missing === undefined ? stack.use(await openPostgres()) : undefined;
    return new Servers(stack.move(), redis?.url, postgres?.url);
  }

  /** A URL under which `name` finds no jobs yet; a new schema on Postgres, a new file in `folder`. */
  freshUrl(name: ProgramName, folder: string): string {
    if (name === "redis") return this.#redis as string;
    if (name === "postgres") return `${this.#postgres}?schema=bundles-${randomUUID()}`;
    return `sqlite:${join(folder, `${randomUUID()}.db`)}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** Why `name` cannot run on this machine, or `undefined` when it can. */
export function missingFor(name: ProgramName): string | undefined {
  if (name === "redis") return REDIS.missing;
  return name === "postgres" ? POSTGRES.missing : undefined;
}
