import { MillraceError } from "@millrace/core";
import { ConfigurationError } from "./configuration.ts";
import { FlagsEnd } from "./flags.ts";
import { ListenError, type Program, startProgram } from "./program.ts";

/** Runs the server as the process says, until `asked` is aborted with a signal, or a bug ends it. */
export async function run(asked: AbortSignal): Promise<void> {
  let program: Program | undefined;
  let stopping = false;

  const stop = () => {
    if (program === undefined || stopping) return;
    stopping = true;
    if (asked.aborted) {
      program.logger.info(
        { signal: asked.reason },
        "stopping; another signal ends the server immediately",
      );
    }
    void program.stop().finally(() => process.exit());
  };

  /** Logs a bug, lets open calls finish, and leaves the restart to the supervisor. */
  const crash = (reason: unknown) => {
    process.exitCode = 1;
    if (program === undefined) {
      refuse(reason);
      process.exit();
    }
    program.logger.error({ err: reason }, "unhandled error, which is a bug; stopping");
    stop();
  };

  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  if (asked.aborted) process.exit();
  asked.addEventListener("abort", stop);
  try {
    program = await startProgram(process.argv.slice(2), process.env, process.stdout.isTTY === true);
    if (asked.aborted) stop();
  } catch (error) {
    refuse(error);
  }
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
