import { EXIT_CODES } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { Program } from "./program.ts";
import { VERSION } from "./version.ts";

/**
 * Runs one command line.
 *
 * @returns the exit code; what there is to say has been written.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const program = new Program(VERSION);
  try {
    const parsed = program.parse(argv);
    if ("help" in parsed) {
      io.stdout.write(parsed.help);
      return EXIT_CODES.ok.code;
    }
    // What a command needs is loaded once there is one.
    const { invoke } = await import("./invoke.ts");
    return await invoke(parsed, program, io);
  } catch (error) {
    const { reportError } = await import("./report-error.ts");
    return reportError(error, { io, output: program.output, debug: argv.includes("--debug") });
  }
}
