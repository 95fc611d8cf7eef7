import { Command as Commander, CommanderError, Option } from "commander";
import { usageError } from "./cli-error.ts";
import type { Command } from "./command.ts";
import type { CommandSpec, OptionSpec, RawOptions } from "./command-spec.ts";
import { COMMANDS, GROUPS } from "./command-table.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

/** A call of a command, as the command line has it. */
export interface ParsedCall {
  readonly command: Command;
  readonly arguments: readonly unknown[];
  readonly options: RawOptions;
}

/** What becomes of a command line: a call, or a text to print in place of one. */
export type Parsed = ParsedCall | { readonly help: string };

/** Parses command lines by the table of commands. */
export class Program {
  readonly #root: Commander;
  #printed = "";
  #call: ParsedCall | undefined;

  constructor(version: string) {
    const print = (text: string) => {
      this.#printed += text;
    };
    this.#root = new Commander("millrace")
      .description("The Millrace job queue from the command line.")
      .version(version, "-v, --version", "print the version")
      .helpOption("-h, --help", "print help")
      .helpCommand(false)
      .addHelpText("after", ROOT_HELP)
      .configureHelp({ showGlobalOptions: true, helpWidth: HELP_WIDTH })
      .configureOutput({ writeOut: print, writeErr: print })
      .exitOverride();
    for (const spec of Object.values(GLOBAL_OPTIONS)) this.#root.addOption(toOption(spec));
    for (const command of COMMANDS) this.#add(command);
  }

  /** @throws CliError when the command line makes no sense. */
  parse(argv: readonly string[]): Parsed {
    this.#printed = "";
    this.#call = undefined;
    if (argv.length === 0) return { help: this.help([]) as string };
    try {
      this.#root.parse(argv, { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return { help: this.#printed };
      throw toUsageError(error, this.#printed);
    }
    if (this.#call === undefined) throw usageError("no command was given", SEE_HELP);
    return this.#call;
  }

  readonly specs: readonly CommandSpec[] = COMMANDS.map(({ spec }) => spec);
  readonly groups = GROUPS;

  /** The format that was asked for, as far as the command line could be read. */
  get output(): unknown {
    return this.#root.getOptionValue("output");
  }

  /** The help on the command of these words; `undefined` when there is none. */
  help(words: readonly string[]): string | undefined {
    let found: Commander | undefined = this.#root;
    for (const word of words) {
      found = found?.commands.find((each) => each.name() === word || each.aliases().includes(word));
    }
    if (found === undefined) return undefined;
    this.#printed = "";
    found.outputHelp();
    return this.#printed;
  }

  #add(command: Command): void {
    const { path, alias, hidden = false, summary, details, examples } = command.spec;
    const words = path.split(" ");
    const name = words.at(-1) as string;
    const parent = this.#group(words.slice(0, -1));
    const commander = parent
      .command(name, { hidden })
      .summary(summary)
      .description(details === undefined ? `${summary}.` : `${summary}.\n\n${details}`)
      .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
    if (alias !== undefined) commander.alias(alias);
    for (const { form, help } of command.spec.arguments) commander.argument(form, help);
    for (const spec of Object.values(command.spec.options)) commander.addOption(toOption(spec));
    const places = command.spec.arguments.length;
    commander.action((...given: unknown[]) => {
      this.#call = {
        command,
        arguments: given.slice(0, places),
        options: commander.optsWithGlobals(),
      };
    });
  }

  #group(words: readonly string[]): Commander {
    const name = words.at(-1);
    if (name === undefined) return this.#root;
    const parent = this.#group(words.slice(0, -1));
    const known = parent.commands.find((each) => each.name() === name);
    if (known !== undefined) return known;
    const description = GROUPS[words.join(" ")];
    if (description === undefined) throw new Error(`${words.join(" ")} has no description`);
    return parent.command(name).description(`${description}.`).helpCommand(false);
  }
}

const HELP_WIDTH = 100;

const SEE_HELP = "see millrace --help";

const ROOT_HELP = `
Where the jobs are: --server, --store or --context, else the environment and the current context
(millrace help environment), else the server at http://localhost:8080.

Topics: millrace help exit-codes, formatting, query, environment, payloads.

Examples:
  millrace job enqueue email '{"to": "ada@example.org"}'
  millrace job list status:failed
  millrace queue list`;

function toOption({ flags, help, kind, choices }: OptionSpec): Option {
  const option = new Option(flags, help);
  if (kind === "texts" || kind === "labels") option.argParser(collect);
  return choices === undefined ? option : option.choices(choices);
}

function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** What Commander prints is one line that says what is wrong, and may be one with a suggestion. */
function toUsageError({ code }: CommanderError, printed: string): Error {
  // A group without a command prints its help.
  if (code === "commander.help") return usageError(`a command is missing\n\n${printed.trimEnd()}`);
  return usageError(printed.replace(/^error: /, "").trimEnd(), SEE_HELP);
}
