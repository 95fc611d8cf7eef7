export { docsPage } from "./docs-page.ts";
export { type OpenApiDocument, openApiDocument } from "./document.ts";
export { restTypes } from "./rest-types.ts";
