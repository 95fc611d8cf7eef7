import { MillraceError } from "@millrace/core";
import { storeUrlFromEnv } from "@millrace/store-url";
import { readConfigurationFile } from "./configuration-file.ts";
import type { Flags } from "./flags.ts";
import { type Configuration, SETTING_NAMES, SETTINGS, type SettingName } from "./settings.ts";

type Environment = { readonly [name: string]: string | undefined };

/** The configuration has problems: all of them, a line each. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(problems: readonly string[]) {
    super(`the configuration is not valid:\n${problems.map((p) => `  ${p}`).join("\n")}`);
  }
}

interface Given {
  readonly value: unknown;
  /** Where the value comes from, for people. */
  readonly source: string;
}

/**
 * The configuration from flags, then the environment, then the file, then the defaults. An empty
 * environment variable counts as none.
 *
 * @throws ConfigurationError that names every wrong value and where it comes from.
 */
export function loadConfiguration(flags: Flags, env: Environment): Configuration {
  const problems: string[] = [];
  const path = flags.config ?? (env["MILLRACE_CONFIG"] || undefined);
  const file = path === undefined ? undefined : readConfigurationFile(path);
  problems.push(...(file?.problems ?? []));
  for (const key of Object.keys(file?.values ?? {})) {
    if (Object.hasOwn(SETTINGS, key)) continue;
    problems.push(`${key} (${path}) is not a setting; there are ${SETTING_NAMES.join(", ")}`);
  }
  const configuration: { [name: string]: unknown } = {};
  for (const name of SETTING_NAMES) {
    const given =
      fromFlag(name, flags) ??
      fromEnvironment(name, env, problems) ??
      fromFile(name, file?.values, path);
    configuration[name] =
      given === undefined ? SETTINGS[name].initial : check(name, given, problems);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  const checked = configuration as unknown as Configuration;
  checkTogether(checked);
  return checked;
}

function checkTogether(configuration: Configuration): void {
  const { payloadBytes, resultBytes, messageBytes, metrics, metricsPort } = configuration;
  const problems: string[] = [];
  if (payloadBytes + resultBytes >= messageBytes) {
    problems.push(
      `payloadBytes (${payloadBytes}) and resultBytes (${resultBytes}) together must be less than messageBytes (${messageBytes}): one message carries a job with both`,
    );
  }
  if (!metrics && metricsPort !== undefined) {
    problems.push(
      `metricsPort (${metricsPort}) shows nothing while metrics is false: leave one of them out`,
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function fromFlag(name: SettingName, { given }: Flags): Given | undefined {
  const value = given[name];
  const [flag] = SETTINGS[name].flag.split(" ", 1);
  return value === undefined ? undefined : { value, source: `flag ${flag}` };
}

function fromEnvironment(
  name: SettingName,
  env: Environment,
  problems: string[],
): Given | undefined {
  if (name === "store") return storeFromEnvironment(env, problems);
  const variable = SETTINGS[name].env;
  const value = env[variable];
  return value ? { value, source: `environment variable ${variable}` } : undefined;
}

function storeFromEnvironment(env: Environment, problems: string[]): Given | undefined {
  try {
    const { url, source } = storeUrlFromEnv(env, "server");
    if (source === "default") return undefined;
    return { value: url.href, source: `environment variable ${source}` };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    problems.push(`store: ${error.message} (environment)`);
    return undefined;
  }
}

function fromFile(
  name: SettingName,
  values: { readonly [key: string]: unknown } | undefined,
  path: string | undefined,
): Given | undefined {
  const value = values?.[name];
  return value === undefined || value === null ? undefined : { value, source: `file ${path}` };
}

function check(name: SettingName, { value, source }: Given, problems: string[]): unknown {
  const result = SETTINGS[name].schema.safeParse(value);
  if (result.success) return result.data;
  const messages = result.error.issues.map((issue) => issue.message);
  // A store's URL may hold a password, and what is wrong in a file says itself where.
  const but = ["store", "schedules"].includes(name) ? "" : `, but is ${JSON.stringify(value)}`;
  problems.push(...messages.map((message) => `${name}: ${message}${but} (${source})`));
  return undefined;
}
