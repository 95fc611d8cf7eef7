import { Command, CommanderError, Option } from "commander";
import { SETTING_NAMES, SETTINGS, type SettingName } from "./settings.ts";

/** What the command line says. */
export interface Flags {
  /** The path of the configuration file. */
  readonly config?: string;
  /** The texts of the settings that were given. */
  readonly given: { readonly [Name in SettingName]?: string };
}

/** The command line asked for help or the version, or made no sense; the text says which. */
export class FlagsEnd extends Error {
  override readonly name = "FlagsEnd";
  readonly exitCode: number;

  constructor(text: string, exitCode: number) {
    super(text);
    this.exitCode = exitCode;
  }
}

const HELP_AFTER = `
Every flag can also be set by its environment variable, or by its key in the file. What a flag
says counts before the environment, and that before the file.

Signals: SIGTERM and SIGINT drain the server, a second one ends it at once.

Example:
  MILLRACE_URL=memory: millrace-server --port 8080`;

/** @throws FlagsEnd with what to print instead of serving. */
export function parseFlags(argv: readonly string[], version: string): Flags {
  let output = "";
  const write = (text: string) => {
    output += text;
  };
  const command = new Command("millrace-server")
    .description("Serves the Millrace job queue: REST, gRPC, gRPC-Web and Connect on one port.")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addOption(new Option("--config <file>", "a configuration file in YAML (MILLRACE_CONFIG)"))
    .addHelpText("after", HELP_AFTER)
    .allowExcessArguments(false)
    .configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 100 })
    .exitOverride();
  const options = new Map(
    SETTING_NAMES.map((name) => {
      const { flag, env, help, shown } = SETTINGS[name];
      return [name, new Option(flag, `${help} (${env}, or ${name}; default: ${shown})`)] as const;
    }),
  );
  for (const option of options.values()) command.addOption(option);
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw new FlagsEnd(output, error.exitCode);
    throw error;
  }
  const values = command.opts<Record<string, string>>();
  const given: { [Name in SettingName]?: string } = {};
  for (const [name, option] of options) {
    const value = values[option.attributeName()];
    if (value !== undefined) given[name] = value;
  }
  const { config } = values as { config?: string };
  return config === undefined ? { given } : { given, config };
}
