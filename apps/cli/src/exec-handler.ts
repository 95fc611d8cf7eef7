import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type Duration, durationMs, keepAliveClock } from "@millrace/core";
import { type AttemptContext, type JobView, PermanentError } from "@millrace/worker";

export interface ExecOptions {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Exit codes by which a job fails for good. */
  readonly permanent: ReadonlySet<number>;
  /** How long after SIGTERM comes SIGKILL. */
  readonly killAfter: Duration;
  /** Hears each line of the program's standard error. */
  onLine(jobId: string, line: string): void;
}

/** What a program may print: more than any result may have by default, and no more than memory bears. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** How many of the last lines of its standard error stand in the error of an attempt. */
const ERROR_LINES = 50;

/**
 * A handler that runs a program: the payload is its standard input, its standard output the result.
 *
 * @throws Error with the last line of its standard error when it ends in any other way than by 0.
 */
export function execHandler(options: ExecOptions) {
  const { command, permanent, killAfter, onLine } = options;
  return async (job: JobView, context: AttemptContext): Promise<Uint8Array | undefined> => {
    context.signal.throwIfAborted();
    const [program, ...args] = command;
    // In a group of its own: a terminal's Ctrl-C is for the worker, and a kill for all that it has started.
    const child = spawn(program, args, {
      env: { ...options.env, ...jobVariables(job, context) },
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const ended = outcomeOf(child);
    const stopKilling = killOnAbort(child, context.signal, durationMs(killAfter));
    // A program need not read its input.
    child.stdin.on("error", () => {});
    child.stdin.end(job.payload);
    const lines: string[] = [];
    createInterface(child.stderr).on("line", (line) => {
      lines.push(line);
      if (lines.length > ERROR_LINES) lines.shift();
      context.log(line);
      onLine(job.id, line);
    });
    const output: Buffer[] = [];
    let outputBytes = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      outputBytes += chunk.length;
      if (outputBytes <= MAX_OUTPUT_BYTES) output.push(chunk);
    });
    const end = await ended.finally(stopKilling);
    if (end !== 0) throw failure(end, lines, permanent);
    if (outputBytes > MAX_OUTPUT_BYTES) {
      throw new PermanentError(`the program printed ${outputBytes} bytes; print a smaller result`);
    }
    return outputBytes === 0 ? undefined : Buffer.concat(output);
  };
}

/** Its exit code or signal, once all that it has printed is here. */
async function outcomeOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals];
    return code ?? signal;
  } catch (error) {
    // There is no such program, say: no other attempt of it would do better, but a mended worker will.
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the program cannot be started: ${reason}`);
  }
}

function failure(
  end: number | NodeJS.Signals,
  lines: readonly string[],
  permanent: ReadonlySet<number>,
): Error {
  const how = typeof end === "number" ? `exit code ${end}` : `killed by ${end}`;
  const last = lines.findLast((line) => line.trim() !== "");
  const message = last === undefined ? how : `${how}: ${last}`;
  const isPermanent = typeof end === "number" && permanent.has(end);
  const error = isPermanent ? new PermanentError(message) : new Error(message);
  // What a worker keeps as the details of an error: the program's own words, not where this was made.
  error.stack = [message, ...lines].join("\n");
  return error;
}

/** Ends the program and all that it has started when `signal` aborts; returns what ends that. */
function killOnAbort(child: ChildProcess, signal: AbortSignal, killAfterMs: number): () => void {
  let stopTimer: (() => void) | undefined;
  const terminate = () => {
    kill(child, "SIGTERM");
    stopTimer = keepAliveClock.setTimer(killAfterMs, () => kill(child, "SIGKILL"));
  };
  signal.addEventListener("abort", terminate);
  return () => {
    signal.removeEventListener("abort", terminate);
    stopTimer?.();
  };
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of them have ended.
  }
}

function jobVariables(job: JobView, { workerId, fence }: AttemptContext): Record<string, string> {
  return {
    MILLRACE_JOB_ID: job.id,
    MILLRACE_JOB_TYPE: job.type,
    MILLRACE_JOB_ATTEMPT: String(job.attempt),
    MILLRACE_JOB_MAX_ATTEMPTS: String(job.maxAttempts),
    MILLRACE_JOB_CONTENT_TYPE: job.contentType ?? "application/json",
    MILLRACE_JOB_METADATA: JSON.stringify(job.metadata),
    MILLRACE_JOB_FENCE: String(fence),
    MILLRACE_WORKER_ID: workerId,
  };
}
