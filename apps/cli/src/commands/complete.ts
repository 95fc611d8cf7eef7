import { type Command, RootCommand } from "@bomb.sh/tab";
import { LATE, MillraceError, systemClock, within } from "@millrace/core";
import { CliError } from "../cli-error.ts";
import type { Run } from "../command.ts";
import type { CommandSpec, OptionSpec } from "../command-spec.ts";
import { argumentCandidates, type Candidate } from "../completion-values.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";
import type { COMPLETE } from "../specs/local.ts";

/** How long a key on the keyboard waits for types and ids. */
const PATIENCE_MS = 1_000;

export const run: Run<typeof COMPLETE> = async ({ arguments: [words], specs, groups, connect }) => {
  const root = new RootCommand();
  addOptions(root, Object.values(GLOBAL_OPTIONS));
  for (const [name, description] of Object.entries(groups)) root.command(name, description);
  for (const { path, hidden, alias, ...spec } of specs) {
    if (hidden) continue;
    const paths = alias === undefined ? [path] : [path, path.replace(/\w+$/, alias)];
    const isMeant = paths.some((each) => each.split(" ").every((word, i) => words[i] === word));
    for (const each of paths) {
      const command = root.command(each, spec.summary);
      addOptions(command, [...Object.values(spec.options), ...Object.values(GLOBAL_OPTIONS)]);
      for (const { form } of spec.arguments) {
        const name = form.replace(/[^\w-]/g, "");
        const offered = isMeant ? await offer({ path, ...spec }, name) : [];
        const handler = (complete: (value: string, description: string) => void) => {
          for (const [value, description] of offered) complete(value, description);
        };
        command.argument(name, handler, form.includes("..."));
      }
    }
  }
  root.parse([...words]);

  /** There is no place for errors: what cannot be reached offers nothing. */
  async function offer(spec: CommandSpec, name: string): Promise<readonly Candidate[]> {
    try {
      const candidates = argumentCandidates(spec, name, connect);
      const found = await within(systemClock, PATIENCE_MS, candidates);
      return found === LATE ? [] : found;
    } catch (error) {
      if (error instanceof MillraceError || error instanceof CliError) return [];
      throw error;
    }
  }
};

function addOptions(command: Command, specs: readonly OptionSpec[]): void {
  for (const { flags, help, kind, choices = [] } of specs) {
    const [, short, name = ""] = /^(?:-(\w), )?--([a-z0-9-]+)/.exec(flags) ?? [];
    if (kind === "flag") command.option(name, help, short);
    else {
      const offer = (complete: (value: string, description: string) => void) => {
        for (const choice of choices) complete(choice, "");
      };
      command.option(name, help, offer, short);
    }
  }
}
