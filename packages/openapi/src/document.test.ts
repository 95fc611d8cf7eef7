import { join } from "node:path";
import { restBindings } from "@millrace/protocol";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { docsPage } from "./docs-page.ts";
import { openApiDocument } from "./document.ts";
import { ownServices, readImage } from "./read-image.ts";

const root = join(import.meta.dirname, "../../..");
const document = openApiDocument(root);

describe("the OpenAPI document", () => {
  it("is valid", async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("passes the linter", async () => {
    const config = await createConfig({
      extends: ["recommended"],
      // Accounts come with what stands before the server so far, and every answer has its `default`.
      rules: { "security-defined": "off", "operation-4xx-response": "off" },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  it("describes every operation", () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(10);
    for (const { summary, description } of operations) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(description).toMatch(/\w/);
    }
  });

  it("has every method that a request of HTTP can make", () => {
    const methods = ownServices(readImage(root)).flatMap(({ methods }) => methods);
    const served = new Set(restBindings(methods).map(({ method }) => method));
    const callable = methods.filter(({ methodKind }) =>
      ["unary", "server_streaming"].includes(methodKind),
    );
    expect(callable.length).toBeGreaterThan(10);
    const missing = callable.filter((method) => !served.has(method));
    expect(missing.map(({ parent, name }) => `${parent.name}.${name}`)).toEqual([]);
  });

  it("says what bounds a field, and what must be there", () => {
    const { EnqueueRequest, Job } = document.components["schemas"] as Record<
      string,
      Record<string, Record<string, unknown>>
    >;
    expect(EnqueueRequest?.["required"]).toEqual(["type"]);
    expect(EnqueueRequest?.["properties"]?.["priority"]).toMatchObject({
      minimum: 0,
      maximum: 100,
    });
    expect(Job?.["required"]).toContain("attempt");
    expect(Job?.["required"]).not.toContain("payload");
  });
});

describe("the page of the document", () => {
  const page = docsPage(document);

  it("shows every operation and every schema once", () => {
    for (const path of Object.values(document.paths)) {
      for (const { operationId } of Object.values(path)) {
        expect(page.split(`<article id="${operationId}">`)).toHaveLength(2);
      }
    }
    for (const name of Object.keys(document.components["schemas"] ?? {})) {
      expect(page.split(`<details id="schema-${name}">`)).toHaveLength(2);
    }
  });

  it("links to nothing that is not there", () => {
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(id);
  });

  it("loads nothing and runs nothing", () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object)|\bon\w+=|javascript:/i);
  });
});
