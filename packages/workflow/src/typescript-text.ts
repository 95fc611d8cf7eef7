import type { Json } from "./json.ts";
import { splitTemplate } from "./template.ts";

/** Writes values as TypeScript, and notes which functions of the builder they use. */
export class TypeScriptText {
  /** `cel`, `template` and their like. */
  readonly used = new Set<string>();

  /** A value as it is. */
  value(value: Json): string {
    return this.#write(value, (text) => JSON.stringify(text));
  }

  /** A template, as a callback makes it. */
  template(value: Json): string {
    return this.#write(value, (text) => this.#text(text, ""));
  }

  /** A template for a text. */
  text(text: string): string {
    return this.#text(text, "<string>");
  }

  /** An expression of a type. */
  cel(expression: string, type = ""): string {
    this.used.add("cel");
    return `cel${type}\`${inBackticks(expression)}\``;
  }

  #text(text: string, type: string): string {
    const parts = splitTemplate(text) ?? [text];
    const [only, ...more] = parts;
    if (only === undefined) return '""';
    if (more.length === 0) {
      return typeof only === "string" ? JSON.stringify(only) : this.cel(only.expression, type);
    }
    this.used.add("template");
    const written = parts.map((part) =>
      typeof part === "string" ? inBackticks(part) : `\${${this.cel(part.expression)}}`,
    );
    return `template\`${written.join("")}\``;
  }

  #write(value: Json, writeText: (text: string) => string): string {
    if (typeof value === "string") return writeText(value);
    if (Array.isArray(value)) {
      return `[${value.map((item: Json) => this.#write(item, writeText)).join(", ")}]`;
    }
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const fields = Object.entries(value).map(
      ([name, field]) => `${propertyName(name)}: ${this.#write(field as Json, writeText)}`,
    );
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  }
}

/** The options of a call, one a line. */
export function optionsText(options: readonly (readonly [name: string, text: string])[]): string {
  if (options.length === 0) return "{}";
  return `{\n${options.map(([name, text]) => indent(`${name}: ${text},`)).join("\n")}\n}`;
}

/** Moves lines to the right; none of them is within a text. */
export function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
}

function propertyName(name: string): string {
  // Written plainly it would be the prototype.
  if (name === "__proto__") return '["__proto__"]';
  return /^[a-zA-Z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function inBackticks(text: string): string {
  return text
    .replace(/[\\`]|\$(?=\{)/g, (character) => `\\${character}`)
    .replaceAll("\r", "\\r")
    .replaceAll("\n", "\\n");
}
