import openapiTS, { astToString } from "openapi-typescript";
import type { OpenApiDocument } from "./document.ts";

/** The types of a client of what `document` says, as a module of TypeScript. */
export async function restTypes(document: OpenApiDocument): Promise<string> {
  const types = await openapiTS(JSON.parse(JSON.stringify(document)));
  return `// Generated from the OpenAPI document by \`pnpm generate\`.\n\n${astToString(types)}`;
}
