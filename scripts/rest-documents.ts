import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { docsPage, openApiDocument, restTypes } from "@millrace/openapi";
import { stringify } from "yaml";

const SERVED = "packages/server/src/gen/openapi.ts";
const TYPES = "packages/openapi/src/gen/rest-api.ts";

/** Writes what describes REST: what the server shows, and the types of a client of it. */
export async function writeRestDocuments(root: string): Promise<void> {
  for (const [file, text] of Object.entries(await restDocuments(root))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** One line for each file that is not what the protos say. */
export async function restDocumentDrift(root: string): Promise<string[]> {
  return Object.entries(await restDocuments(root)).flatMap(([file, text]) => {
    if (!existsSync(join(root, file))) return [`${file} is missing`];
    return readFileSync(join(root, file), "utf8") === text ? [] : [`${file} is stale`];
  });
}

async function restDocuments(root: string): Promise<Readonly<Record<string, string>>> {
  const document = openApiDocument(root);
  const served = [
    "// Generated from the protos by `pnpm generate`.",
    "",
    "/** The OpenAPI document of REST, as JSON. */",
    `export const OPENAPI_JSON = ${templateLiteral(JSON.stringify(document))};`,
    "",
    "/** The same as YAML. */",
    `export const OPENAPI_YAML = ${templateLiteral(stringify(document))};`,
    "",
    "/** The same as a page for people. */",
    `export const DOCS_PAGE = ${templateLiteral(docsPage(document))};`,
    "",
  ].join("\n");
  return { [SERVED]: served, [TYPES]: await restTypes(document) };
}

function templateLiteral(text: string): string {
  return `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
}
