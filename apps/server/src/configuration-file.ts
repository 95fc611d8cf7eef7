import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";

/** What a configuration file says, or why it cannot be read. */
export interface ConfigurationFile {
  readonly values: { readonly [key: string]: unknown };
  readonly problems: readonly string[];
}

/** Reads a file of YAML: a map from the names of settings to their values. */
export function readConfigurationFile(path: string): ConfigurationFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { values: {}, problems: [`cannot read ${path}: ${(error as Error).message}`] };
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message }) => `${path}: ${message.split("\n", 1)[0]}`);
    return { values: {}, problems };
  }
  const values: unknown = document.toJS() ?? {};
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return { values: {}, problems: [`${path}: must be a map, such as "port: 8080"`] };
  }
  return { values: { ...values }, problems: [] };
}
