import type { OpenApiDocument, Operation } from "./document.ts";
import type { Schema } from "./json-schema.ts";

/** The document as a page of HTML for people, which needs no script and nothing from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<section><h2 id="${name}">${name}</h2>${prose(description)}${own
      .map(({ path, method, operation }) => operationSection(path, method, operation, document))
      .join("")}</section>`;
  });
  const schemas = Object.entries(document.components["schemas"] ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${name}"><summary><code>${name}</code></summary>${prose(schema["description"])}${fieldTable(schema)}</details>`,
  );
  const index = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}"><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code></a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millrace: REST</title>
<style>${STYLE}</style>
<header><h1>Millrace: REST</h1>${prose(document.info["description"])}
<p><a href="/openapi.json">openapi.json</a> is the same for programs.</p></header>
<nav><ul>${index.join("")}</ul></nav>
<main>${sections.join("")}<section><h2 id="schemas">Schemas</h2>${schemas.join("")}</section></main>
</html>
`;
}

function operationSection(
  path: string,
  method: string,
  { operationId, summary, description, parameters, requestBody, responses }: Operation,
  document: OpenApiDocument,
): string {
  const body = (requestBody?.["content"] as Record<string, Schema> | undefined)?.[
    "application/json"
  ];
  const named = parameters.map((parameter) => resolve(parameter, document));
  const rows = named.map((parameter) =>
    row(
      `<code>${escapeHtml(String(parameter["name"]))}</code> <small>${parameter["in"]}</small>`,
      typeOf(parameter["schema"] as Schema),
      parameter["description"],
    ),
  );
  const answers = Object.entries(responses).map(([status, response]) => {
    const { description, content = {} } = resolve(response, document);
    const types = Object.entries(content as Record<string, { schema: Schema }>).map(
      ([type, { schema }]) => `${type}: ${typeOf(schema)}`,
    );
    return row(`<code>${status}</code>`, types.join("<br>"), description);
  });
  return `<article id="${operationId}"><h3><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code></h3>
<p><b>${escapeHtml(summary)}</b></p>${prose(description?.slice(summary.length).replace(/^[.:]\s*/, ""))}
${example(path, method, body)}
<h4>Parameters</h4><table>${rows.join("")}</table>
${body === undefined ? "" : `<h4>Body</h4>${fieldTable(resolve(body["schema"] as Schema, document))}`}
<h4>Answers</h4><table>${answers.join("")}</table></article>`;
}

function example(path: string, method: string, body: Schema | undefined): string {
  const shown = body?.["example"];
  const verb = method === "get" || method === "post" ? "" : ` -X ${method.toUpperCase()}`;
  const data =
    shown === undefined
      ? method === "post"
        ? " -X POST"
        : ""
      : ` --json '${JSON.stringify(shown)}'`;
  return `<pre>curl${verb}${escapeHtml(data)} http://localhost:8080${escapeHtml(path)}</pre>`;
}

function fieldTable(schema: Schema): string {
  const properties = schema["properties"] as Record<string, Schema> | undefined;
  if (properties === undefined) return "";
  const required = new Set(schema["required"] as string[] | undefined);
  const rows = Object.entries(properties).map(([name, property]) =>
    row(
      `<code>${escapeHtml(name)}</code>${required.has(name) ? " <small>required</small>" : ""}`,
      typeOf(property),
      property["description"],
    ),
  );
  return `<table>${rows.join("")}</table>`;
}

function row(name: string, type: string, description: unknown): string {
  return `<tr><td>${name}<td>${type}<td>${prose(description)}`;
}

function typeOf(schema: Schema): string {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema["type"] === undefined) return "any JSON";
  if (schema["type"] === "array") return `list of ${typeOf(schema["items"] as Schema)}`;
  const format = schema["format"] ?? schema["contentEncoding"];
  const bounds = ["pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"]
    .filter((keyword) => schema[keyword] !== undefined)
    .map(
      (keyword) =>
        `<br><small>${keyword} <code>${escapeHtml(String(schema[keyword]))}</code></small>`,
    );
  return `${schema["type"]}${format === undefined ? "" : ` (${format})`}${bounds.join("")}`;
}

function resolve(schema: Schema, { components }: OpenApiDocument): Schema {
  const reference = schema["$ref"];
  if (typeof reference !== "string") return schema;
  const [group = "", name = ""] = reference.split("/").slice(2);
  const found = components[group]?.[name];
  if (found === undefined) throw new Error(`the document has no ${reference}`);
  return found;
}

/** Paragraphs, lists and code of a comment; nothing else stands in ours. */
function prose(text: unknown): string {
  if (typeof text !== "string" || text === "") return "";
  return text
    .split("\n\n")
    .map((paragraph) => {
      const lines = paragraph.split("\n");
      return lines.every((line) => line.startsWith("- "))
        ? `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join("")}</ul>`
        : `<p>${inline(paragraph)}</p>`;
    })
    .join("");
}

function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;overflow-wrap:anywhere}
code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:var(--soft);padding:.75rem;white-space:pre-wrap;border-radius:.4rem}
nav ul{list-style:none;padding:0;columns:20rem}
nav a{text-decoration:none}
article{border-top:1px solid var(--line);padding:.5rem 0 1rem}
table{border-collapse:collapse;width:100%}
td{border-top:1px solid var(--line);padding:.35rem .75rem .35rem 0;vertical-align:top}
td:nth-child(1){width:24%}td:nth-child(2){width:22%}
td p{margin:0}
@media(max-width:48rem){tr,td{display:block}tr{border-top:1px solid var(--line)}td,td:nth-child(n){border:0;padding:.1rem 0;width:auto}}
b.get{color:#1a7f37}b.post{color:#0969da}b.delete{color:#cf222e}b.patch,b.put{color:#9a6700}
small{opacity:.7}
details{border-top:1px solid var(--line);padding:.35rem 0}
@media(prefers-color-scheme:dark){b.get{color:#3fb950}b.post{color:#58a6ff}b.delete{color:#ff7b72}b.patch,b.put{color:#d29922}}
`;
