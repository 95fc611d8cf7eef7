import type { Json } from "@millrace/workflow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EditorText, readDocument, type TextFormat } from "./editor-document.ts";
import { jsonFaultOffset } from "./json-fault.ts";
import { readPath } from "./json-path.ts";
import { rewriteText, writeText } from "./write-document.ts";

const YAML = `# What happens to an order
name: order # as shops call it
schema: 1
steps:
  # money first
  charge: # not free
    type: charge # by card
    input: { id: "\${input.id}" }

  # then the parcel
  ship:
    after: [charge]
    type: ship
`;

function said(text: EditorText): Json {
  const document = readDocument(text);
  if ("fault" in document) throw new Error(document.fault.message);
  return document.definition;
}

describe("a change of a YAML text", () => {
  const before = said({ text: YAML, format: "yaml" }) as { steps: { charge: Json; ship: Json } };
  const { charge, ship } = before.steps;
  const rewritten = (after: Json) => rewriteText({ text: YAML, format: "yaml" }, before, after);

  test("keeps all of it when nothing has changed", () => {
    expect(rewritten(before)).toBe(YAML);
  });

  test.for<[what: string, after: Json, from: string, to: string]>([
    ["a value", { ...before, name: "orders" }, "name: order #", "name: orders #"],
    ["a name of a field", { ...before, steps: { pay: charge, ship } }, "  charge: #", "  pay: #"],
    [
      "one field more",
      { ...before, steps: { charge, ship: { ...(ship as object), priority: 9 } } },
      "    type: ship\n",
      "    type: ship\n    priority: 9\n",
    ],
    [
      "a value in quotes in a flow",
      {
        ...before,
        steps: { charge: { ...(charge as object), input: { id: "${input.no}", n: 1 } }, ship },
      },
      '{ id: "${input.id}" }',
      '{ id: "${input.no}", n: 1 }',
    ],
    [
      "one step more in the midst",
      { ...before, steps: { charge, b: { type: "b" }, ship } },
      '{ id: "${input.id}" }\n',
      '{ id: "${input.id}" }\n  b:\n    type: b\n',
    ],
    [
      "a text for fields",
      { ...before, steps: { charge, ship: { after: ["charge"], type: { a: [1, { b: 2 }] } } } },
      "    type: ship\n",
      "    type:\n      a:\n        - 1\n        - b: 2\n",
    ],
    [
      "one item more",
      { ...before, steps: { charge, ship: { after: ["charge", "b"], type: "ship" } } },
      "[charge]",
      "[charge, b]",
    ],
  ])("changes %s and nothing else", ([_, after, from, to]) => {
    expect(rewritten(after)).toBe(YAML.replace(from, to));
  });

  test("can be any, and says what it is to say", () => {
    const kinds = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { depthSize: "small" },
        fc.oneof(fc.string(), fc.constantFrom("a", "# b", "x: y", "${a}\n\nb "), fc.integer()),
        fc.constantFrom(null, true),
        fc.array(tie("json"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "c: d", "e"), tie("json"), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
      ),
    })).json;
    const object = fc.dictionary(fc.constantFrom("a", "b", "c", "d e"), kinds, {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(object, object, object, (first, second, third) => {
        let text = writeText(first, "yaml");
        text = rewriteText({ text, format: "yaml" }, first, second);
        expect(said({ text, format: "yaml" })).toEqual(second);
        text = rewriteText({ text, format: "yaml" }, second, third);
        expect(said({ text, format: "yaml" })).toEqual(third);
      }),
    );
  });

  test("takes the comments of what is taken away with it", () => {
    const text = rewritten({ ...before, steps: { charge } });
    expect(text).toBe(YAML.slice(0, YAML.indexOf("\n  # then the parcel")));
  });
});

test.for<TextFormat>(["json", "yaml"])(
  "what is written as %s says the same when it is read",
  (format) => {
    const definition: Json = {
      name: "w",
      steps: { "a-b": { input: ["${input.id}", "yes", "1", null, 1.5, { "": "a: b # c" }] } },
    };
    const text = writeText(definition, format);
    expect(said({ text, format })).toEqual(definition);
    expect(rewriteText({ text, format }, definition, definition)).toBe(text);
  },
);

describe("a place of a definition", () => {
  test.for<[field: string, shown: string]>([
    ["steps.charge.type", "charge"],
    ["steps.ship.after[0]", "charge"],
    ["steps.ship.input.nothing", "ship"],
    ['steps["ship"].after', "after"],
    ["steps", "steps"],
  ])("%s is found in the text", ([field, shown]) => {
    const { from, to } = readDocument({ text: YAML, format: "yaml" }).rangeOf(readPath(field));
    expect(YAML.slice(from, to)).toBe(shown);
  });
});

test.for<[format: TextFormat, text: string, line: number]>([
  ["yaml", "name: a\nsteps: [\n", 3],
  ["yaml", "a: 1\na: 2\n", 2],
  ["json", '{\n  "name": "a",\n  "steps": }\n', 3],
])("%s that is none says where: %j", ([format, text, line]) => {
  const document = readDocument({ text, format });
  expect("fault" in document && document.fault).toMatchObject({ line });
});

test.for<[json: string, fault: string]>([
  ['{"a": 1,}', "}"],
  ['{"a": 1 "b"}', '"b"}'],
  ['{"a": [1, 2}', "}"],
  ["{a: 1}", "a: 1}"],
  ['{"a": 01}', "1}"],
  ['["\\x"]', '"\\x"]'],
  ["[1] 2", "2"],
  ["[1", ""],
  ["", ""],
])("%j stops being JSON at %j", ([json, fault]) => {
  expect(() => JSON.parse(json)).toThrow();
  expect(json.slice(jsonFaultOffset(json))).toBe(fault);
});
