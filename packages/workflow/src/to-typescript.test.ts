import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cel, template } from "./builder/functions.ts";
import { workflow } from "./builder/workflow-builder.ts";
import type { Step, WorkflowDefinition } from "./definition.ts";
import type { Json } from "./json.ts";
import { everyKind } from "./test/every-kind.ts";
import { everyKindWorkflow } from "./test/every-kind-written.ts";
import { definitionOf, scenario } from "./test/random-plan.ts";
import { toTypeScript } from "./to-typescript.ts";

/** What the source of a module makes. */
function run(source: string): unknown {
  const body = source.replace(/^import .*$/m, "").replace(/^export const \w+ =/m, "return");
  const make = new Function(
    "cel",
    "template",
    "workflow",
    `${stripTypeScriptTypes(`function f() {${body}}`)} return f();`,
  );
  return JSON.parse(JSON.stringify(make(cel, template, workflow)));
}

test("a definition with steps of every kind is written as a module that compiles", async () => {
  const file = new URL("test/every-kind-written.ts", import.meta.url);
  const written = await readFile(file, "utf8");
  const source = toTypeScript(everyKind).replace("@millrace/workflow", "../index.ts");
  // Formatted as all sources are: by what it means, and not by its spaces.
  const plain = (text: string) => text.replace(/^\/\/.*$/gm, "").replace(/,(?=\s*[)\]}])|\s+/g, "");
  expect(plain(written)).toBe(plain(source));
  expect(everyKindWorkflow.definition).toEqual(everyKind);
});

test("any definition comes out of its source as it was", () => {
  fc.assert(
    fc.property(scenario, (plan) => {
      const definition = { name: "w", schema: 1, ...definitionOf(plan) } as WorkflowDefinition;
      expect(run(toTypeScript(definition))).toEqual(JSON.parse(JSON.stringify(definition)));
    }),
    { numRuns: 100 },
  );
});

const character = fc.constantFrom(..."${}`\\\"'\n\r\u2028 ax.");
const literal = fc
  .array(character, { maxLength: 8 })
  .map((characters) => characters.join("").replaceAll("${", () => "$${"));
const text = fc
  .array(
    fc.tuple(literal, fc.constantFrom("input.a", 'input["`"]', "'\\n${}'.size()", " input ")),
    { maxLength: 3 },
  )
  // A dollar before an expression would be read as part of what escapes it.
  .map((parts) =>
    parts.map(([plain, expression]) => `${plain.replace(/\$+$/, "")}\${${expression}}`).join(""),
  );
const input = fc.jsonValue({ maxDepth: 2 }).chain((value) =>
  fc.tuple(fc.constant(value as Json), text, literal, fc.constantFrom("__proto__", "a-b", "a")).map(
    ([plain, made, unmade, name]): Json => ({
      made,
      unmade,
      ...Object.fromEntries([
        [name, JSON.parse(JSON.stringify(plain).replaceAll("${", () => "$${"))],
      ]),
    }),
  ),
);

test("whatever stands in texts, templates and expressions", () => {
  fc.assert(
    fc.property(input, text, literal, (value, key, description) => {
      const step: Step = { type: "t", input: value, description, concurrency_key: `k${key}` };
      const definition: WorkflowDefinition = {
        name: "w",
        schema: 1,
        ui: value,
        steps: { a: step },
      };
      expect(run(toTypeScript(definition))).toEqual(JSON.parse(JSON.stringify(definition)));
    }),
    { numRuns: 300 },
  );
});

test("what is no workflow is refused", () => {
  expect(() => toTypeScript({ name: "w", schema: 1, steps: {} })).toThrow("steps must have a step");
});
