import type { Client } from "@millrace/client";
import { sleep, systemClock } from "@millrace/core";
import type { ArgumentsOf, CommandSpec, OptionsOf } from "./command-spec.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { Io } from "./io.ts";
import { Messages } from "./messages.ts";
import { readOptions } from "./option-values.ts";
import { DataStream } from "./output/data-stream.ts";
import { Output } from "./output/output.ts";
import { Pager } from "./output/pager.ts";
import type { ParsedCall, Program } from "./program.ts";

/** How long calls that are under way may take once the program was interrupted. */
const INTERRUPT_GRACE_MS = 1_000;

/** Runs the command that was called; returns the exit code. */
export async function invoke(call: ParsedCall, program: Program, io: Io): Promise<number> {
  const { spec } = call.command;
  const global = readOptions(GLOBAL_OPTIONS, call.options);
  const options = readOptions(spec.options, call.options) as OptionsOf<CommandSpec["options"]>;
  const isForPeople = ["table", "wide"].includes(global.output ?? "table");
  const pager = spec.pages && isForPeople && global.pager ? Pager.open(io) : undefined;
  const output = new Output(new DataStream(pager?.input ?? io.stdout), global, io);
  const messages = new Messages(io, global);
  let client: Client | undefined;
  // What is under way may end by itself first, so that people hear what was done.
  const stopListening = onAbort(io.signal, () => {
    void sleep(systemClock, INTERRUPT_GRACE_MS).then(() => client?.close());
  });
  try {
    const { run } = await call.command.load();
    const exit = await run({
      arguments: call.arguments as ArgumentsOf<CommandSpec["arguments"]>,
      options,
      global,
      io,
      output,
      messages,
      specs: program.specs,
      groups: program.groups,
      helpOn: (words) => program.help(words),
      connect: async () => {
        const { openClient } = await import("./connection.ts");
        client ??= await openClient(global, io, messages);
        return client;
      },
    });
    return EXIT_CODES[exit ?? (io.signal.aborted ? "interrupted" : "ok")].code;
  } finally {
    stopListening();
    messages.endProgress();
    await pager?.end();
    await client?.close();
  }
}

/** Calls `listener` when `signal` aborts; returns what ends that. */
function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  signal.addEventListener("abort", listener);
  return () => signal.removeEventListener("abort", listener);
}
