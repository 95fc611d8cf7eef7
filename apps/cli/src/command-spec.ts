import type { Duration, EpochMs } from "@millrace/core";

/**
 * What an option takes.
 *
 * - `flag`: nothing.
 * - `text`, `choice`: a text, one of `choices`.
 * - `texts`: texts, by commas or by the option given again.
 * - `count`: a whole number.
 * - `duration`: a length of time, such as `30s`.
 * - `time`: ISO 8601; with `ago` also a length of time before now.
 * - `labels`: `KEY=VALUE`, and again for more.
 */
export interface OptionValues {
  readonly flag: boolean;
  readonly text: string;
  readonly choice: string;
  readonly texts: readonly string[];
  readonly count: number;
  readonly duration: Duration;
  readonly time: EpochMs;
  readonly ago: EpochMs;
  readonly labels: Readonly<Record<string, string>>;
}

export interface OptionSpec {
  readonly kind: keyof OptionValues;
  /** As Commander has them, for example `-o, --output <format>`. */
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface ArgumentSpec {
  /** `<required>`, `[optional]`, `<one-or-more...>` or `[any...]`. */
  readonly form: string;
  readonly help: string;
}

/** A command: what the parser, the help and the documentation know of it. */
export interface CommandSpec {
  /** The words that call it, for example `job list`. */
  readonly path: string;
  /** Another last word that calls it. */
  readonly alias?: string;
  /** Whether it prints lists, which may be longer than the screen. */
  readonly pages?: boolean;
  /** Whether it is left out of the help, as one that only programs call. */
  readonly hidden?: boolean;
  /** One sentence in the imperative, without a full stop. */
  readonly summary: string;
  /** What else one must know. */
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: OptionSpecs;
  /** Command lines that run as they are: tests run each of them. `$ID` is the id of a job. */
  readonly examples: readonly string[];
}

type ValueOf<Spec extends OptionSpec> = Spec["kind"] extends "flag"
  ? boolean
  : Spec extends { readonly kind: "choice"; readonly choices: readonly (infer Choice)[] }
    ? Choice | undefined
    : OptionValues[Spec["kind"]] | undefined;

/** Options as they were given: texts, lists of them for what can be repeated, and flags. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** The values of options, by their names. */
export type OptionsOf<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: ValueOf<Specs[Name]>;
};

type ArgumentOf<Form> = Form extends `${string}...${string}`
  ? readonly string[]
  : Form extends `<${string}>`
    ? string
    : string | undefined;

/** The values of arguments, in their order. */
export type ArgumentsOf<Specs extends readonly ArgumentSpec[]> = {
  readonly [Place in keyof Specs]: ArgumentOf<Specs[Place]["form"]>;
};
