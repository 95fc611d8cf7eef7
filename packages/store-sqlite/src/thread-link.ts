import { Worker } from "node:worker_threads";
import { type EpochMs, MillraceError, splitBySize, storeClosed } from "@millrace/core";
import type { SqliteUrl } from "@millrace/store-url";
import { DATABASE_PROGRAM } from "#database-program";
import type { Command, CommandName, Commands } from "./commands.ts";
import { fromErrorData } from "./error-data.ts";
import type { BatchAnswer, FromThread, ToThread } from "./thread-messages.ts";

/** The most commands that travel in one message, by the jobs that they are about. */
const MESSAGE_BOUNDS = { maxSize: 1_000 };

export interface ThreadLinkOptions {
  /** The store's time. */
  readonly now: () => EpochMs;
  /** Whether anyone wants to know which jobs change. */
  readonly isWatched: () => boolean;
  /** Hears of each answered batch before its calls do. */
  readonly onAnswer: (answer: BatchAnswer) => void;
}

interface Call {
  readonly command: Command;
  readonly size: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The connection to the database thread. Calls of one turn of the event loop are sent together; the calls
 * that wait when the thread is ready become one transaction. The thread keeps the process alive only
 * while it has work.
 */
export class ThreadLink {
  readonly #thread: Worker;
  readonly #options: ThreadLinkOptions;
  readonly #exited: Promise<unknown>;
  #waiting: Call[] = [];
  /** Those that go before all others of their turn: leases must not end while they wait to be extended. */
  readonly #extensions: Call[] = [];
  readonly #sent: Call[][] = [];
  #scheduled = false;
  /** Called before commands are sent. */
  readonly beforeSend = new Set<() => void>();
  #ended: MillraceError | undefined;

  private constructor(thread: Worker, file: string, options: ThreadLinkOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#exited = new Promise((resolve) => thread.once("exit", resolve));
    thread.on("message", (message: FromThread) => {
      if (message.kind !== "answers") return;
      for (const answer of message.answers) this.#take(answer);
    });
    thread.on("error", (error) => this.#end(file, error));
    thread.on("exit", () => this.#end(file));
    thread.unref();
  }

  /**
   * Opens the database in a thread of its own.
   *
   * @throws MillraceError that says what to do about the file.
   */
  static async open(url: SqliteUrl, options: ThreadLinkOptions): Promise<ThreadLink> {
    const thread = startThread(url);
    const message = await firstMessage(thread, url.file);
    if (message.kind === "refused") {
      await thread.terminate();
      throw fromErrorData(message.error);
    }
    return new ThreadLink(thread, url.file, options);
  }

  /**
   * Has the thread carry out a command; resolves when what it wrote is on the disk. `size` is how many jobs it is
   * about, which decides how much becomes one transaction.
   */
  call<Name extends CommandName>(
    name: Name,
    request: Commands[Name]["request"],
    size = 1,
  ): Promise<Commands[Name]["answer"]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const calls = name === "extend" ? this.#extensions : this.#waiting;
      calls.push({ command: { name, request } as Command, size, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#flush());
    });
  }

  /** Ends the thread once it has done what was asked of it. Idempotent. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#ended === undefined) this.#post("close");
    this.#ended ??= storeClosed();
    this.#thread.ref();
    await this.#exited;
  }

  #flush(): void {
    this.#scheduled = false;
    for (const listener of this.beforeSend) listener();
    const calls = [...this.#extensions.splice(0), ...this.#waiting];
    this.#waiting = [];
    for (const part of splitBySize(calls, ({ size }) => size, MESSAGE_BOUNDS)) this.#send(part);
  }

  #send(calls: Call[]): void {
    const { now, isWatched } = this.#options;
    const commands = calls.map(({ command }) => command);
    const jobs = calls.reduce((sum, { size }) => sum + size, 0);
    try {
      this.#post({ now: now(), watched: isWatched(), commands, jobs });
    } catch (error) {
      // A call holds what cannot be sent to a thread, such as a function; the others must not suffer.
      if (calls.length > 1) for (const call of calls) this.#send([call]);
      else calls[0]?.reject(cannotTravel(error));
      return;
    }
    this.#sent.push(calls);
    this.#thread.ref();
  }

  #post(message: ToThread): void {
    this.#thread.postMessage(message);
  }

  #take(answer: BatchAnswer): void {
    const calls = this.#sent.shift() ?? [];
    if (this.#sent.length === 0) this.#thread.unref();
    this.#options.onAnswer(answer);
    calls.forEach(({ resolve, reject }, i) => {
      const result = answer.answers[i];
      if (result !== undefined && "value" in result) resolve(result.value as never);
      else if (result !== undefined) reject(fromErrorData(result.error));
    });
  }

  /** The thread has ended: because it was closed, or through a bug of Millrace or SQLite. */
  #end(file: string, cause?: unknown): void {
    this.#ended ??= new MillraceError(
      "UNAVAILABLE",
      `the database thread for ${file} has ended: restart this process`,
      { cause },
    );
    for (const { reject } of [
      ...this.#sent.splice(0).flat(),
      ...this.#extensions.splice(0),
      ...this.#waiting.splice(0),
    ]) {
      reject(this.#ended);
    }
  }
}

function cannotTravel(error: unknown): MillraceError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `an argument of the call cannot be sent to a thread: ${reason}`;
  return new MillraceError("INVALID_ARGUMENT", message, { cause: error });
}

/**
 * @throws MillraceError when the runtime starts no threads, as Node's permission model may forbid.
 */
function startThread(url: SqliteUrl): Worker {
  const embedded = typeof DATABASE_PROGRAM === "string";
  try {
    return new Worker(DATABASE_PROGRAM, {
      name: "millrace-sqlite",
      workerData: url,
      eval: embedded,
      execArgv: [
        // It calls its SQLite experimental, which nobody who starts a program can do anything about. No
        // other version needs the flag, and Deno refuses it.
        ...(/^22\./.test(process.versions.node) ? ["--disable-warning=ExperimentalWarning"] : []),
        // From source, the thread must find its imports as source too, whatever runs this process.
        ...(embedded ? [] : ["--conditions=@millrace/source"]),
      ],
    });
  } catch (error) {
    throw cannotStart(url.file, error);
  }
}

/** The first message of the thread; rejects when it ends without one. */
function firstMessage(thread: Worker, file: string): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", (error) => reject(cannotStart(file, error)));
    thread.once("exit", (code) => reject(cannotStart(file, new Error(`it exited with ${code}`))));
  });
}

function cannotStart(file: string, cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(
    "FAILED_PRECONDITION",
    `the database thread for ${file} cannot start: ${reason}; the SQLite store needs node:worker_threads and node:sqlite, as Node has them from 22.16 on, and this is Node ${process.versions.node} (with --permission, add --allow-worker)`,
    { cause },
  );
}
