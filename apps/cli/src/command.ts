import type { Client } from "@millrace/client";
import type { ArgumentsOf, CommandSpec, OptionsOf } from "./command-spec.ts";
import type { Exit } from "./exit-codes.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import type { Messages } from "./messages.ts";
import type { Output } from "./output/output.ts";

/** One call of a command. */
export interface Invocation<Spec extends CommandSpec = CommandSpec> {
  readonly arguments: ArgumentsOf<Spec["arguments"]>;
  readonly options: OptionsOf<Spec["options"]>;
  readonly global: GlobalOptions;
  readonly io: Io;
  /** Where data goes. */
  readonly output: Output;
  /** What people are told besides, and asked. */
  readonly messages: Messages;
  /** Every command there is. */
  readonly specs: readonly CommandSpec[];
  /** What the first words of commands stand for. */
  readonly groups: Readonly<Record<string, string>>;
  /** The help on the command of these words; `undefined` when there is none. */
  helpOn(words: readonly string[]): string | undefined;
  /** The client of the server or store that is meant; the same one each time, closed in the end. */
  connect(): Promise<Client>;
}

/** Does what a command is for; returns how the program ends, unless it is done or was interrupted. */
export type Run<Spec extends CommandSpec> = (
  invocation: Invocation<Spec>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a command that returns nothing is done.
) => Promise<Exit | void>;

/** A command with what it does, which is loaded when it is called. */
export interface Command {
  readonly spec: CommandSpec;
  load(): Promise<{ readonly run: Run<CommandSpec> }>;
}

/** Has the types of a command's arguments and options follow from its spec. */
export function command<const Spec extends CommandSpec>(
  spec: Spec,
  load: () => Promise<{ readonly run: Run<Spec> }>,
): Command {
  return { spec, load: load as unknown as Command["load"] };
}
