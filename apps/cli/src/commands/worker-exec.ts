import { once } from "node:events";
import { RemoteJobSource } from "@millrace/client/worker";
import type { Logger } from "@millrace/core";
import { Worker } from "@millrace/worker";
import { usageError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import { findPlace } from "../connection.ts";
import { execHandler } from "../exec-handler.ts";
import type { Io } from "../io.ts";
import type { Messages } from "../messages.ts";
import type { WORKER_EXEC } from "../specs/worker.ts";
import { VERSION } from "../version.ts";

export const run: Run<typeof WORKER_EXEC> = async ({ arguments: given, options, ...call }) => {
  const { io, messages, global } = call;
  const [type, words] = given;
  const { concurrency = 1, lease, grace, killAfter = "10s" } = options;
  const [program, ...args] = words as [string, ...string[]];
  const { url } = await findPlace(global, io.env);
  const handler = execHandler({
    command: [program, ...args],
    env: io.env,
    permanent: toExitCodes(options.permanent),
    killAfter,
    onLine: (jobId, line) => messages.note(`${jobId} | ${line}`),
  });
  const source =
    url.kind === "server" && global.http1
      ? new RemoteJobSource({ url: url.href, httpVersion: "1.1" })
      : undefined;
  const worker = new Worker(type, handler, {
    ...(source === undefined ? { url: url.href } : { source }),
    concurrency,
    // A program takes long: what would wait for it, another worker can begin.
    leaseAhead: 0,
    // No handler blocks the event loop here.
    leaseThread: false,
    lease,
    grace,
    version: VERSION,
    logger: toLogger(io, messages),
  });
  const stopped = once(worker, "stopped");
  await worker.start();
  if (!io.signal.aborted) await Promise.race([once(io.signal, "abort"), stopped]);
  // Its source has refused it, and it has said why.
  const isRefused = !io.signal.aborted;
  await worker.stop();
  await source?.close();
  return isRefused ? "error" : "ok";
};

function toExitCodes(texts: readonly string[] = []): ReadonlySet<number> {
  const codes = texts.map(Number);
  if (codes.every((code) => Number.isInteger(code) && code >= 1 && code <= 255)) {
    return new Set(codes);
  }
  throw usageError(
    "--permanent must be exit codes from 1 to 255, such as 64,65",
    undefined,
    "--permanent",
  );
}

function toLogger({ stderr }: Io, messages: Messages): Logger {
  const line = (fields: object, text: string) => {
    const parts = Object.entries(fields).map(([name, value]) =>
      value instanceof Error ? value.message : `${name} ${value}`,
    );
    return [text, ...parts].join("; ");
  };
  const always = (fields: object, text: string) => {
    stderr.write(`millrace: ${line(fields, text)}\n`);
  };
  return { info: (fields, text) => messages.note(line(fields, text)), warn: always, error: always };
}
