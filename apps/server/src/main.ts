#!/usr/bin/env node
import { MillraceError } from "@millrace/core";
import { ConfigurationError } from "./configuration.ts";
import { FlagsEnd } from "./flags.ts";
import { ListenError, type Program, startProgram } from "./program.ts";

let program: Program | undefined;
let ending = false;

process.on("SIGTERM", end);
process.on("SIGINT", end);
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);

try {
  program = await startProgram(process.argv.slice(2), process.env, process.stdout.isTTY === true);
  if (ending) await stop(program);
} catch (error) {
  refuse(error);
}

function end(signal: NodeJS.Signals): void {
  if (ending) {
    process.exit(1);
  }
  ending = true;
  program?.logger.info({ signal }, "asked to stop; once more ends it at once");
  if (program !== undefined) void stop(program);
}

async function stop(running: Program): Promise<void> {
  await running.stop();
  process.exit();
}

/** Tells of a bug, lets open calls finish, and leaves it to the supervisor to start again. */
function crash(reason: unknown): void {
  process.exitCode = 1;
  if (program === undefined) {
    refuse(reason);
    process.exit();
  }
  program.logger.error({ err: reason }, "a bug: an error that nothing handled; stopping");
  if (ending) return;
  ending = true;
  void stop(program);
}

/** Says why there is no server, in one line where one line tells it. */
function refuse(error: unknown): void {
  if (error instanceof FlagsEnd) {
    (error.exitCode === 0 ? process.stdout : process.stderr).write(error.message);
    process.exitCode = error.exitCode;
    return;
  }
  const expected =
    error instanceof ConfigurationError ||
    error instanceof ListenError ||
    error instanceof MillraceError;
  const text = expected ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`millrace-server: ${text}\n`);
  process.exitCode = 1;
}
