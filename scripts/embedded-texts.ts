import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files in another language that a package carries as strings, so that no bundler can lose them. */
interface EmbeddedTexts {
  /** The generated module, from the root of the repository. */
  readonly module: string;
  /** The name of its constant, and the name of the type of the constant's keys. */
  readonly constant: string;
  readonly keyType: string;
  /** The folder from which the names of the files are told. */
  readonly base: string;
  /** The folders below it that hold the files, and how the files' names end. */
  readonly folders: readonly string[];
  readonly extension: string;
  /** Whether what runs a text compares it with its digest of the build first. */
  readonly digests: boolean;
}

const EMBEDDED: readonly EmbeddedTexts[] = [
  {
    module: "packages/store-redis/src/gen/lua.ts",
    constant: "LUA",
    keyType: "LuaName",
    base: "packages/store-redis/src/scripts",
    folders: ["."],
    extension: ".lua",
    digests: false,
  },
  {
    module: "packages/store-postgres/src/gen/sql.ts",
    constant: "SQL",
    keyType: "SqlName",
    base: "packages/store-postgres/src",
    folders: ["migrations", "functions"],
    extension: ".sql",
    digests: true,
  },
];

/** Writes each module anew from the files that it embeds. */
export function writeEmbeddedTexts(root: string): void {
  for (const texts of EMBEDDED) {
    const file = join(root, texts.module);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, embeddedModule(root, texts));
  }
}

/** One line for each module that is not what its files say. */
export function embeddedDrift(root: string): string[] {
  return EMBEDDED.flatMap((texts) => {
    const file = join(root, texts.module);
    if (!existsSync(file)) return [`${texts.module} is missing`];
    const same = readFileSync(file, "utf8") === embeddedModule(root, texts);
    return same ? [] : [`${texts.module} is stale`];
  });
}

function embeddedModule(root: string, texts: EmbeddedTexts): string {
  const { constant, keyType, base, folders, extension, digests } = texts;
  const names = folders.flatMap((folder) => namesIn(join(root, base), folder, extension));
  const entries = names.map((name) => {
    const text = readFileSync(join(root, base, name + extension), "utf8");
    const key = JSON.stringify(name);
    if (!digests) return `  ${key}: ${templateLiteral(text)},\n`;
    const sha256 = createHash("sha256").update(text).digest("hex");
    return `  ${key}: {\n    sha256: "${sha256}",\n    text: ${templateLiteral(text)},\n  },\n`;
  });
  const value = digests ? "{ readonly sha256: string; readonly text: string }" : "string";
  return [
    `// Generated from ${base} by \`pnpm generate\`: edit the ${extension} files there.`,
    "",
    `export type ${keyType} =\n${names.map((name) => `  | ${JSON.stringify(name)}`).join("\n")};`,
    "",
    `/** The text of each file${digests ? ", and its digest at the time of the build" : ""}. */`,
    `export const ${constant}: Readonly<Record<${keyType}, ${value}>> = {`,
    `${entries.join("")}};\n`,
  ].join("\n");
}

/** The files' names without their extension, told from `base`. */
function namesIn(base: string, folder: string, extension: string): string[] {
  return readdirSync(join(base, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name.slice(0, -extension.length)).replaceAll("\\", "/"))
    .sort();
}

/** Line by line as in the file, so that a change of it reads the same in both. */
function templateLiteral(text: string): string {
  return `\`${text.replaceAll("\r\n", "\n").replaceAll(/\\|`|\$\{/g, (found) => `\\${found}`)}\``;
}
